"""What is needed for arm64: C and C++ that build for it, and Swift that does not depend on x86."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

TRIPLE = "aarch64-linux-gnu"
# As in Package.swift.
OPTIMISED = ["-O3", "-fno-math-errno"]
MODULES = {"CKernels": [*OPTIMISED, "-ffp-contract=fast"], "CBLASCore": OPTIMISED, "CDlib": OPTIMISED}
# Types and modules that only x86 has, and what does not compile where `char` has no sign.
X86_ONLY = re.compile(r"\bFloat80\b|\bCLongDouble\b|_Builtin_intrinsics|\b_mm\d*_|\bUInt8\(bitPattern: \$0\)")


@pytest.fixture(scope="module")
def cross() -> list[str]:
    """Swift's own C compiler, on the libraries, headers and linker of Debian's cross compiler."""
    compiler = shutil.which(f"{TRIPLE}-g++")
    if compiler is None:
        pytest.skip(f"Debian's cross compiler is not installed: apt-get install g++-{TRIPLE}")
    swift = shutil.which("swift")
    assert swift is not None
    clang = Path(swift).resolve().with_name("clang")
    library = subprocess.run([compiler, "-print-libgcc-file-name"], capture_output=True, text=True, check=True).stdout
    return [str(clang), f"--target={TRIPLE}", f"--gcc-install-dir={Path(library).parent}", "-fPIE", "-Wall", "-Werror"]


def sources(module: str) -> list[Path]:
    return sorted(path for path in (ROOT / "Sources" / module).iterdir() if path.suffix in (".c", ".cpp"))


def test_everyModuleOfC_isKnownHere() -> None:
    modules = {path.parent.name for path in (ROOT / "Sources").glob("*/*.c*") if path.suffix in (".c", ".cpp")}
    assert modules == set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_module_buildsForArm64(cross: list[str], tmp_path: Path, module: str) -> None:
    objects = []
    for source in sources(module):
        target = tmp_path / f"{source.name}.o"
        standard = "-std=c17" if source.suffix == ".c" else "-std=c++17"
        include = f"-I{source.parent / 'include'}"
        subprocess.run([*cross, standard, *MODULES[module], include, "-c", str(source), "-o", str(target)], check=True)
        objects.append(str(target))
    program = tmp_path / module
    main = tmp_path / "main.c"
    main.write_text("int main(void) { return 0; }")
    subprocess.run([f"{TRIPLE}-g++", *objects, "-xc", str(main), "-lm", "-o", str(program)], check=True)
    header = program.read_bytes()[:20]
    assert header[:4] == b"\x7fELF"
    assert int.from_bytes(header[18:20], "little") == 183, "not a program for AArch64"


def test_swift_namesNothingOfX86() -> None:
    files = sorted((ROOT / "Sources").rglob("*.swift"))
    assert len(files) > 100
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if X86_ONLY.search(line)
    ]
    assert found == []
