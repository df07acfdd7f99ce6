"""How the house is kept: rules that stop the build, files made from the code, the bill of materials.

Belongs here: what only those need who build smaajob. Does not belong here: anything that runs at a programme's; this room is not shipped,
may read every other, and none may import it.
"""
