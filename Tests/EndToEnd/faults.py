"""A clock that can be set and a volume that can be lost, for one running program."""

import shutil
import struct
import subprocess

from programs import REPOSITORY


class Faults:
    """What Tools/faults.c does to a program that is started with `variables`."""

    def __init__(self, folder, below):
        library, self.file = folder / "faults.so", folder / "faults"
        # A Swift toolchain brings a compiler of C.
        compiler = shutil.which("clang") or shutil.which("cc")
        assert compiler, "no compiler of C is on the PATH"
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, REPOSITORY / "Tools/faults.c"], check=True)
        self.file.write_bytes(self.packed(0, 0, False))
        self.variables = {
            "LD_PRELOAD": str(library), "ANPI_FAULTS": str(self.file), "ANPI_FAULTS_BELOW": str(below)}

    @staticmethod
    def packed(seconds, error, reads):
        return struct.pack("=qii", seconds, error, reads)

    def set(self, seconds=0, error=0, reads=False):
        """From now on its clock is so far ahead, and its files below the folder fail with this error."""
        with self.file.open("r+b") as file:
            file.write(self.packed(seconds, error, reads))
