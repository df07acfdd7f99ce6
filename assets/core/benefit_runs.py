"""Benefits: who was covered by a source and on benefit in which weeks, as runs of weeks that are alike.

Belongs here: DEFINITIONS' section Coverage for benefits, and competing events. Does not belong here: reading (`assets/deliveries`), months
(`person_months.py`) and effects.

Nothing is laid out week by week: every fact is a run of weeks (Mondays), and the states between all runs' ends come from one sweep over
them, so that the work grows with what changes and not with persons times weeks. An ISO week belongs to the month of its Thursday.
"""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from data_contracts.reference import reference_table
from data_contracts.settings import Settings

FAR_PAST, FAR_FUTURE = date(1900, 1, 1), date(2199, 12, 30)
"""Mondays before and after anything that a source can tell."""

RESIDENCES = """
    CREATE OR REPLACE TABLE core.residences AS
    WITH events AS (
        SELECT person_key, referred_on AS from_on, municipality_code, true AS is_resident, 1 AS place FROM core.referrals
        UNION ALL
        SELECT person_key, $far_past::DATE, municipality_code, true, 0 FROM core.comparison_persons
        WHERE person_key NOT IN (SELECT person_key FROM core.referrals)
        UNION ALL
        SELECT person_key, $far_past::DATE, arg_min(municipality_code, referred_on), true, 0 FROM core.referrals GROUP BY person_key
        UNION ALL
        SELECT person_key, status_from_on, NULL, status = 'bosiddende', 2 FROM core.person_status
        UNION ALL
        SELECT person_key, first_week + 3, NULL, false, 2 FROM core.dream_runs WHERE code IN (997, 999)
        UNION ALL
        SELECT person_key, last_week + 10, NULL, true, 2 FROM core.dream_runs AS gone WHERE code = 997
           AND EXISTS (SELECT 1 FROM core.dream_runs AS back
                       WHERE back.person_key = gone.person_key AND back.first_week = gone.last_week + 7 AND back.code NOT IN (997, 999))
    ), deaths AS (
        SELECT person_key, min(on_day) AS died_on FROM (
            SELECT person_key, status_from_on AS on_day FROM core.person_status WHERE status = 'død'
            UNION ALL SELECT person_key, first_week + 3 FROM core.dream_runs WHERE code = 999
        ) GROUP BY person_key
    ), states AS (
        SELECT person_key, from_on, is_resident AND (died_on IS NULL OR from_on < died_on) AS is_resident,
               last_value(municipality_code IGNORE NULLS) OVER in_time AS municipality_code,
               lead(from_on, 1, $far_future::DATE + 3) OVER (PARTITION BY person_key ORDER BY from_on, place, is_resident DESC) AS until_on
        FROM events LEFT JOIN deaths USING (person_key)
        WINDOW in_time AS (PARTITION BY person_key ORDER BY from_on, place, is_resident DESC
                           ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    )
    SELECT person_key, municipality_code, date_trunc('week', from_on + 3)::DATE AS first_week,
           (date_trunc('week', until_on + 3) - INTERVAL 7 DAY)::DATE AS last_week
    FROM states WHERE is_resident AND from_on < until_on AND date_trunc('week', from_on + 3) < date_trunc('week', until_on + 3)
    ORDER BY person_key, first_week
"""
"""Where a person lives, from what referrals, comparison rows and status events tell. A week is lived where its Thursday is; before the
first thing told a person is taken to have lived in the municipality that refers or lists them; after death nowhere."""

ABSENCES = """
    CREATE OR REPLACE TABLE core.absences AS
    WITH events AS (
        SELECT person_key, referred_on AS from_on, false AS is_gone, 1 AS place FROM core.referrals
        UNION ALL
        SELECT person_key, status_from_on, status = 'udrejst', 2 FROM core.person_status WHERE status IN ('udrejst', 'bosiddende')
        UNION ALL
        SELECT person_key, first_week + 3, true, 2 FROM core.dream_runs WHERE code = 997
        UNION ALL
        SELECT person_key, last_week + 10, false, 2 FROM core.dream_runs AS gone WHERE code = 997
           AND EXISTS (SELECT 1 FROM core.dream_runs AS back
                       WHERE back.person_key = gone.person_key AND back.first_week = gone.last_week + 7 AND back.code NOT IN (997, 999))
    ), deaths AS (
        SELECT person_key, min(on_day) AS died_on FROM (
            SELECT person_key, status_from_on AS on_day FROM core.person_status WHERE status = 'død'
            UNION ALL SELECT person_key, first_week + 3 FROM core.dream_runs WHERE code = 999
        ) GROUP BY person_key
    ), states AS (
        SELECT person_key, from_on, is_gone,
               lead(from_on, 1, $far_future::DATE + 3) OVER (PARTITION BY person_key ORDER BY from_on, place, is_gone) AS until_on
        FROM events
        UNION ALL
        SELECT person_key, died_on, true, $far_future::DATE + 3 FROM deaths
    )
    SELECT person_key, date_trunc('week', from_on + 3)::DATE AS first_week,
           (date_trunc('week', until_on + 3) - INTERVAL 7 DAY)::DATE AS last_week
    FROM states WHERE is_gone AND date_trunc('week', from_on + 3) < date_trunc('week', until_on + 3)
    ORDER BY person_key, first_week
"""
"""Weeks of the dead, and of the emigrated until they live here again or are referred anew: no source can tell that they have no benefit.
Who has moved inside the country is not gone."""

DREAM_RUNS = """
    CREATE OR REPLACE TABLE core.dream_runs AS
    WITH rows AS (
        SELECT person_key, delivered_on, first_week, last_week, codes,
               min(first_week) OVER newer AS newer_first_week, max(last_week) OVER newer AS newer_last_week
        FROM deliveries.dream
        WINDOW newer AS (PARTITION BY person_key ORDER BY delivered_on DESC, file_id DESC
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ), runs AS (
        SELECT person_key, delivered_on, newer_first_week, newer_last_week, unnest(codes, recursive := true) FROM rows
    ), before_and_after AS (
        SELECT person_key, delivered_on, code, first_week, least(last_week, coalesce(newer_first_week - 7, last_week)) AS last_week
        FROM runs
        UNION ALL
        SELECT person_key, delivered_on, code, greatest(first_week, newer_last_week + 7), last_week FROM runs
        WHERE newer_last_week IS NOT NULL
    )
    SELECT person_key, delivered_on, code, first_week, last_week FROM before_and_after WHERE first_week <= last_week
    ORDER BY person_key, first_week
"""
"""Of each person the newest row speaks for the weeks that it has, older ones for those before and after."""

SPELLS = """
    CREATE OR REPLACE TABLE core.benefit_spells AS
    SELECT person_key, 'ydelsesrefusion' AS source, spells.benefit, known.benefit_group, known.handling, municipality_code,
           NULL::INTEGER AS code, first_week, last_week, weekly_oere,
           CASE WHEN known.is_cofinanced = 'true'
                THEN coalesce(weekly_cofinancing_oere, round(weekly_oere * cofinancing_rate_percent / 100)::BIGINT)
                ELSE weekly_oere - coalesce(weekly_refund_oere, round(weekly_oere * refund_rate_percent / 100)::BIGINT) END
               AS weekly_municipal_oere
    FROM deliveries.benefit_weeks AS spells JOIN ydelsesrefusion_benefits AS known USING (benefit)
    UNION ALL
    SELECT person_key, 'dream', known.benefit, known.benefit_group, known.handling, NULL, runs.code,
           first_week, last_week, NULL, NULL
    FROM core.dream_runs AS runs JOIN dream_codes AS known ON runs.code BETWEEN known.code_from AND known.code_to
    ORDER BY person_key, first_week, source, benefit, municipality_code
"""

STATES = """
    CREATE OR REPLACE TABLE core.benefit_states AS
    WITH told_codes AS (
        SELECT unnest(generate_series(code_from, code_to)) AS code FROM dream_codes WHERE handling <> 'unknown'
    ), source_weeks AS (
        SELECT source::INTEGER AS municipality_code, period AS week, delivered_on,
               date_diff('day', DATE '1970-01-05', period) // 7
                   - row_number() OVER (PARTITION BY source, delivered_on ORDER BY period) AS run
        FROM deliveries.benefit_weeks_speakers
    ), source_runs AS (
        SELECT municipality_code, delivered_on, min(week) AS first_week, max(week) AS last_week
        FROM source_weeks GROUP BY municipality_code, delivered_on, run
    ), covered AS (
        SELECT person_key, 'ydelsesrefusion' AS source, delivered_on, greatest(home.first_week, told.first_week) AS first_week,
               least(home.last_week, told.last_week) AS last_week
        FROM core.residences AS home JOIN source_runs AS told USING (municipality_code)
        WHERE home.first_week <= told.last_week AND told.first_week <= home.last_week
        UNION ALL
        SELECT person_key, 'dream', delivered_on, first_week, last_week FROM core.dream_runs
        WHERE code = 0 OR code IN (SELECT code FROM told_codes)
    ), complete AS (
        SELECT person_key, source, first_week,
               least(last_week, (date_trunc('week', date_trunc('month', delivered_on) - to_months($lag_months) + INTERVAL 3 DAY)
                                 - INTERVAL 7 DAY)::DATE) AS last_week
        FROM covered
    ), runs AS (
        SELECT person_key, CASE source WHEN 'dream' THEN 'dream_covered' ELSE 'refund_covered' END AS what, 1 AS size, first_week, last_week
        FROM covered
        UNION ALL SELECT person_key, 'complete', 1, first_week, last_week FROM complete WHERE first_week <= last_week
        UNION ALL SELECT person_key, 'unknown', 1, period, period FROM deliveries.benefit_weeks_unknown
        UNION ALL SELECT person_key, 'untold', 1, first_week, last_week FROM core.absences
        UNION ALL SELECT person_key, 'untold', 1, first_week, last_week FROM core.dream_runs
        WHERE code IS NULL OR (code <> 0 AND code NOT IN (SELECT code FROM told_codes))
        UNION ALL SELECT person_key, CASE source WHEN 'dream' THEN 'dream_benefit' ELSE 'refund_benefit' END, 1, first_week, last_week
        FROM core.benefit_spells WHERE handling = 'benefit'
        UNION ALL SELECT person_key, 'folkepension', 1, first_week, last_week FROM core.benefit_spells WHERE benefit_group = 'folkepension'
        UNION ALL SELECT person_key, 'other_benefit', 1, first_week, last_week
        FROM core.benefit_spells WHERE handling = 'benefit' AND benefit_group <> 'sygedagpenge'
        UNION ALL SELECT person_key, 'oere', weekly_oere, first_week, last_week FROM core.benefit_spells WHERE source = 'ydelsesrefusion'
        UNION ALL SELECT person_key, 'municipal_oere', weekly_municipal_oere, first_week, last_week
        FROM core.benefit_spells WHERE weekly_municipal_oere IS NOT NULL
        UNION ALL SELECT person_key, 'unsplit_oere', weekly_oere, first_week, last_week
        FROM core.benefit_spells WHERE source = 'ydelsesrefusion' AND weekly_municipal_oere IS NULL
    ), ends AS (
        SELECT person_key, what, size, first_week AS week FROM runs
        UNION ALL SELECT person_key, what, -size, last_week + 7 FROM runs
    ), changes AS (
        SELECT person_key, week,
               sum(size) FILTER (what = 'refund_covered') AS refund_covered, sum(size) FILTER (what = 'dream_covered') AS dream_covered,
               sum(size) FILTER (what = 'complete') AS complete, sum(size) FILTER (what = 'unknown') AS unknown,
               sum(size) FILTER (what = 'untold') AS untold,
               sum(size) FILTER (what = 'refund_benefit') AS refund_benefit, sum(size) FILTER (what = 'dream_benefit') AS dream_benefit,
               sum(size) FILTER (what = 'folkepension') AS folkepension, sum(size) FILTER (what = 'other_benefit') AS other_benefit,
               sum(size) FILTER (what = 'oere') AS oere, sum(size) FILTER (what = 'municipal_oere') AS municipal_oere,
               sum(size) FILTER (what = 'unsplit_oere') AS unsplit_oere
        FROM ends GROUP BY person_key, week
    ), swept AS (
        SELECT person_key, week AS first_week, lead(week) OVER in_time - 7 AS last_week,
               sum(refund_covered) OVER in_time > 0 AS is_refund_covered, sum(dream_covered) OVER in_time > 0 AS is_dream_covered,
               sum(complete) OVER in_time > 0 AS is_source_complete, coalesce(sum(unknown) OVER in_time, 0) > 0 AS is_quarantined,
               is_quarantined OR coalesce(sum(untold) OVER in_time, 0) > 0 AS is_unknown,
               coalesce(sum(refund_benefit) OVER in_time, 0) > 0 AS is_refund_benefit,
               coalesce(sum(dream_benefit) OVER in_time, 0) > 0 AS is_dream_benefit,
               coalesce(sum(folkepension) OVER in_time, 0) > 0 AS is_folkepension,
               coalesce(sum(other_benefit) OVER in_time, 0) > 0 AS is_other_benefit,
               coalesce(sum(oere) OVER in_time, 0)::BIGINT AS weekly_oere,
               coalesce(sum(municipal_oere) OVER in_time, 0)::BIGINT AS weekly_municipal_oere,
               coalesce(sum(unsplit_oere) OVER in_time, 0)::BIGINT AS weekly_unsplit_oere
        FROM changes WINDOW in_time AS (PARTITION BY person_key ORDER BY week)
    ), states AS (
        SELECT person_key, first_week, last_week, is_refund_benefit OR is_dream_benefit AS is_benefit, weekly_oere,
               weekly_municipal_oere, weekly_unsplit_oere, is_benefit AND NOT is_other_benefit AS is_sickness_alone,
               is_benefit OR ((coalesce(is_refund_covered, false) OR coalesce(is_dream_covered, false)) AND NOT is_unknown) AS is_covered,
               coalesce(is_source_complete, false) AND (is_benefit OR NOT is_unknown) AS is_complete,
               coalesce(is_refund_covered AND is_dream_covered, false) AND NOT is_unknown AND NOT is_folkepension
                   AND is_refund_benefit <> is_dream_benefit AS is_disagreement,
               coalesce(is_refund_covered AND is_dream_covered, false) AND NOT is_unknown AS is_covered_twice,
               is_complete AND NOT is_quarantined AND (coalesce(is_refund_covered, false) OR NOT is_benefit) AS is_amount_known
        FROM swept WHERE last_week IS NOT NULL
    ), placed AS (
        SELECT *, sum(is_new::INTEGER) OVER (PARTITION BY person_key ORDER BY first_week) AS run FROM (
            SELECT *, coalesce(lag(last_week) OVER in_time + 7 <> first_week OR lag(alike) OVER in_time <> alike, true) AS is_new
            FROM (SELECT *, (is_benefit, is_sickness_alone, weekly_oere, weekly_municipal_oere, weekly_unsplit_oere, is_covered,
                             is_complete, is_disagreement, is_covered_twice, is_amount_known) AS alike
                  FROM states WHERE is_covered OR weekly_oere <> 0)
            WINDOW in_time AS (PARTITION BY person_key ORDER BY first_week))
    )
    SELECT person_key, min(first_week) AS first_week, max(last_week) AS last_week, is_covered, is_complete, is_benefit, is_sickness_alone,
           weekly_oere, weekly_municipal_oere, weekly_unsplit_oere, is_amount_known, is_disagreement, is_covered_twice
    FROM placed
    GROUP BY person_key, run, is_covered, is_complete, is_benefit, is_sickness_alone, weekly_oere, weekly_municipal_oere,
             weekly_unsplit_oere, is_amount_known, is_disagreement, is_covered_twice
    ORDER BY person_key, first_week
"""
"""One row per person and run of weeks in which nothing changes. A known benefit counts where the week is otherwise unknown or its source
has not completed it; a week without one is free of benefit only where some source covers it, no row of it is in quarantine, DREAM has no
code there that tells nothing, and the person is neither dead nor abroad. Where two sources disagree benefit wins. Complete: the delivery
that speaks came more than `lag_months` calendar months after the week's month. Amounts are known where Ydelsesrefusion covers the week or
nobody tells of a benefit; `weekly_municipal_oere` is the municipality's part as Ydelsesrefusion has it, `weekly_unsplit_oere` what it
paid without saying whose part is how large. Sickness alone: no other benefit."""

MONTHLY = """
    CREATE OR REPLACE TABLE core.benefit_months AS
    WITH parts AS (
        SELECT *, unnest(generate_series(date_trunc('month', first_week + 3), date_trunc('month', last_week + 3), INTERVAL 1 MONTH))::DATE
               AS month
        FROM core.benefit_states
    ), months AS (
        SELECT *, date_trunc('week', month + 3)::DATE AS month_first_week,
               (date_trunc('week', month + INTERVAL 1 MONTH + INTERVAL 3 DAY) - INTERVAL 7 DAY)::DATE AS month_last_week
        FROM parts
    ), counted AS (
        SELECT *, (date_diff('day', month_first_week, month_last_week) + 7) // 7 AS weeks_in_month,
               (date_diff('day', greatest(first_week, month_first_week), least(last_week, month_last_week)) + 7) // 7 AS weeks
        FROM months
    )
    SELECT person_key, month, coalesce(sum(weeks) FILTER (is_benefit), 0)::BIGINT AS benefit_weeks,
           coalesce(sum(weeks) FILTER (is_sickness_alone), 0)::BIGINT AS sickness_weeks, sum(weeks * weekly_oere)::BIGINT AS benefit_oere,
           coalesce(sum(weeks) FILTER (is_covered), 0) = any_value(weeks_in_month) AS is_benefit_covered,
           coalesce(sum(weeks) FILTER (is_complete), 0) = any_value(weeks_in_month) AS is_benefit_complete
    FROM counted GROUP BY person_key, month ORDER BY person_key, month
"""
"""One row per person and month of which anything is known. A month is covered or complete where each of its weeks is."""

COMPETING = """
    CREATE OR REPLACE TABLE core.competing_events AS
    WITH events AS (
        SELECT person_key, CASE status WHEN 'død' THEN 'death' ELSE 'emigration' END AS event, status_from_on AS first_on,
               status_from_on AS last_on
        FROM core.person_status WHERE status IN ('død', 'udrejst')
        UNION ALL
        SELECT person_key, CASE code WHEN 999 THEN 'death' ELSE 'emigration' END, first_week + 3, first_week + 3
        FROM core.dream_runs WHERE code IN (997, 999)
        UNION ALL
        SELECT person_key, CASE benefit_group WHEN 'folkepension' THEN 'folkepension' ELSE 'førtidspension' END,
               first_week + 3, last_week + 3
        FROM core.benefit_spells WHERE benefit_group IN ('folkepension', 'foertidspension')
    )
    SELECT person_key, event, date_trunc('month', first_on)::DATE AS first_month, date_trunc('month', last_on)::DATE AS last_month
    FROM events GROUP BY ALL ORDER BY ALL
"""
"""Deaths, departures and pensions, each with the months that it runs in (the day's own for the first two)."""


OBSERVED = """
    CREATE OR REPLACE TABLE core.observed_events AS
    WITH sources AS (
        SELECT 'person_status' AS kind WHERE EXISTS (SELECT 1 FROM deliveries.person_status_files WHERE status = 'read')
        UNION ALL SELECT 'dream' WHERE EXISTS (SELECT 1 FROM deliveries.dream_files WHERE status = 'read')
        UNION ALL SELECT 'benefit_weeks' WHERE EXISTS (SELECT 1 FROM deliveries.benefit_weeks_files WHERE status = 'read')
    )
    SELECT DISTINCT event FROM (VALUES
        ('death', 'person_status'), ('death', 'dream'), ('emigration', 'person_status'), ('emigration', 'dream'),
        ('folkepension', 'dream'), ('førtidspension', 'dream'), ('førtidspension', 'benefit_weeks')
    ) AS told(event, kind) JOIN sources USING (kind) ORDER BY event
"""
"""The competing events that some source that was read can tell of."""


def build_benefits(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Writes `core.dream_runs`, `.residences`, `.absences`, `.benefit_spells`, `.benefit_states`, `.benefit_months`, `.competing_events`
    and `.observed_events`.

    Needs `core.referrals`, `.comparison_persons` and `.person_status`, and the deliveries of Ydelsesrefusion and DREAM, which may be empty.
    """
    with_codes = pl.DataFrame(reference_table("dream_codes")).with_columns(pl.col("code_from", "code_to").cast(pl.Int32))
    references = {"dream_codes": with_codes, "ydelsesrefusion_benefits": pl.DataFrame(reference_table("ydelsesrefusion_benefits"))}
    for name, table in references.items():
        connection.register(name, table.to_arrow())
    connection.execute(DREAM_RUNS)
    connection.execute(RESIDENCES, {"far_past": FAR_PAST, "far_future": FAR_FUTURE})
    connection.execute(ABSENCES, {"far_future": FAR_FUTURE})
    connection.execute(SPELLS)
    connection.execute(STATES, {"lag_months": settings.programme.lag_months})
    connection.execute(MONTHLY)
    connection.execute(COMPETING)
    connection.execute(OBSERVED)
    for name in references:
        connection.unregister(name)
