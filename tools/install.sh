# Sourced by tools/run and tools/test: installs what is missing on Debian 12, and says what it cannot.

# say SENTENCE: a line for people.
say() { printf 'affect: %s\n' "$*" >&2; }

# need_packages NAME...: installs those Debian packages that are not there.
need_packages() {
  local missing=() name as_root=()
  for name; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || {
      say "these packages are missing and you are not root: as root, run: apt-get install -y ${missing[*]}"
      return 1
    }
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 update -qq || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
    install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || {
    say "apt-get could not install ${missing[*]}; run: ${as_root[*]} apt-get update && ${as_root[*]} apt-get install -y ${missing[*]}"
    return 1
  }
}

# need_swift: the toolchain cannot be installed from Debian's archive, so it is only checked.
need_swift() {
  if ! command -v swift >/dev/null; then
    say "no Swift toolchain: install Swift 6.1 or newer (https://www.swift.org/install/linux/debian/12), then:" \
      'export PATH=$HOME/.local/share/swiftly/bin:$PATH'
    return 1
  fi
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
  if [ "$(printf '%s\n6.1\n' "$version" | sort -V | head -n 1)" != 6.1 ]; then
    say "Swift $version is too old: install Swift 6.1 or newer (https://www.swift.org/install/linux/debian/12)"
    return 1
  fi
}

# need_venv FOLDER PACKAGE-FOLDER...: a virtual environment of its own for the Python packages, made once.
need_venv() {
  local folder=$1 stamp package packages=()
  shift
  stamp=$(for package; do cat "$package/pyproject.toml"; done | sha256sum | cut -c1-16)
  [ "$(cat "$folder/made-for" 2>/dev/null)" != "$stamp" ] || return 0
  say "making the Python environment of $*"
  rm -rf "$folder"
  python3 -m venv "$folder"
  for package; do packages+=(-e "$package[test]"); done
  "$folder/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}"
  printf %s "$stamp" >"$folder/made-for"
}

# What the program is built with; their libraries are all it needs to run.
build_packages=(libopenblas-dev libzmq3-dev libv4l-dev libturbojpeg0-dev pkg-config ffmpeg)

# build_product NAME: a program as it is released; it needs the Swift runtime of the toolchain.
build_product() { swift build -c release --product "$1"; }
