#!/bin/sh
# Behind the launcher: makes the virtual environment of a tree from one of its locks, every package
# pinned and hashed. With OFFLINE it takes the packages from the tree's own wheels/ and asks no network.
#   install.sh ROOT VENV KIND STAMP OFFLINE
# KIND ocr is the extra: it comes beside run, test or bench, and stays when one of them is installed anew.
set -eu
root=$1 venv=$2 kind=$3 wanted=$4 offline=$5
wheels=$root/wheels
say() { printf '%s\n' "$*" >&2; }

if [ -n "$offline" ]; then
  if [ ! -d "$wheels" ]; then
    say "这个文件夹里没有离线安装用的 wheels。请在能上网的同类机器上运行 ./zhishu bundle，把做成的包拿来解开。"
    exit 1
  fi
  has_extra=
  for one in "$wheels"/rapidocr-*.whl; do [ ! -e "$one" ] || has_extra=yes; done
  if [ "$kind" = ocr ] && [ -z "$has_extra" ]; then
    say "这个离线安装包没有带识别扩展。请在能上网的同类机器上用 ./zhishu bundle --with-ocr 重新做一个。"
    exit 1
  fi
  case $kind in run | ocr) ;; *)
    say "离线安装包只带运行用的依赖，不能运行 $kind。"
    exit 1
    ;;
  esac
fi

# A Python that is new enough, can make environments, and, offline, is the one the wheels are for.
find_python() {
  without_venv='' unfit=''
  for name in "${ZHISHU_PYTHON:-python3.13}" python3.13 python3.12 python3.11 python3 python; do
    "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    if ! "$name" -c 'import ensurepip, venv' 2>/dev/null; then
      without_venv=$("$name" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    elif [ -z "$offline" ] || why=$("$name" "$root/tools/check_bundle.py" platform "$root" 2>&1); then
      command -v "$name"
      return
    else
      unfit=${unfit:-$why}
    fi
  done
  if [ -n "$unfit" ]; then
    say "$unfit"
  elif [ -n "$without_venv" ]; then
    say "找到了Python，但它不能建立虚拟环境。Debian或Ubuntu上请运行 apt-get install python3-venv（或 $without_venv-venv），然后重试。"
  else
    say "没有找到Python 3.11或更高版本。请先安装，例如 apt-get install python3 python3-venv，或用 ZHISHU_PYTHON 指明它的路径。"
  fi
  exit 1
}

# uv is quick; pip, which every environment has, is there when uv cannot run on this machine.
install_packages() {
  if [ -n "$offline" ]; then
    "$venv/bin/uv" pip install -q --python "$venv/bin/python" --compile-bytecode --no-config --no-cache \
      --offline --no-index --find-links "$wheels" --require-hashes -r "$1" >&2 2>"$venv/install.log" ||
      pip install --no-index --find-links "$wheels" --require-hashes -r "$1" >&2
  else
    "$venv/bin/uv" pip install -q --python "$venv/bin/python" --compile-bytecode \
      --require-hashes -r "$1" >&2 2>"$venv/install.log" ||
      pip install --require-hashes -r "$1" >&2
  fi
}
pip() {
  if [ -n "$offline" ]; then
    PIP_CONFIG_FILE=/dev/null "$venv/bin/python" -m pip --isolated -qq --disable-pip-version-check "$@"
  else
    "$venv/bin/python" -m pip -qq --disable-pip-version-check "$@"
  fi
}
refuse() {
  [ -s "$venv/install.log" ] && cat "$venv/install.log" >&2
  if [ -n "$offline" ]; then
    say "依赖没有装上：wheels 里的文件不全或已损坏。请重新解开离线安装包，然后重试。"
  elif [ -d "$wheels" ]; then
    say "依赖没有装上。这是一个离线安装包：没有网络时请用 ./zhishu --offline。"
  else
    say "依赖没有装上。请检查网络或软件源设置，然后重试；已装好的部分会保留。"
  fi
  exit 1
}

mkdir -p "${venv%/*}"
lock=$venv.lock
waited=0
until mkdir "$lock" 2>/dev/null; do
  [ $waited -eq 0 ] && say "另一个进程正在安装，等它完成……（若没有，请删除 $lock）"
  waited=$((waited + 1))
  [ $waited -gt 600 ] && exit 1
  sleep 1
done
trap 'rmdir "$lock" 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM
for one in "$venv"/stamp.*; do
  # Somebody else has just installed this, or a larger lock.
  [ -r "$one" ] && [ "$(cat "$one")" = "$wanted" ] && case $kind.${one##*.} in
    run.run | run.test | run.bench | test.test | test.bench | bench.bench | ocr.ocr) exit 0 ;;
  esac
done

python=$(find_python)
if [ -n "$offline" ] && [ -f "$root/SHA256SUMS" ]; then
  "$python" "$root/tools/check_bundle.py" files "$root" >&2 || exit 1
fi
say "第一次运行（或依赖有变），正在准备环境，大约需要一分钟……"
extra=
[ "$kind" != ocr ] && [ ! -e "$venv/stamp.ocr" ] || extra=yes
[ -z "$offline" ] || [ -n "$has_extra" ] || extra=
# Under the extra lies what is there and is up to date, else what running needs.
base=$kind
if [ "$kind" = ocr ]; then
  base=run
  for one in bench test; do
    [ ! -r "$venv/stamp.$one" ] || [ "$(cat "$venv/stamp.$one")" != "$wanted" ] || base=$one
  done
fi
# The environment of another place, or of a Python that is gone, is of no use.
case $(cat "$venv"/stamp.* 2>/dev/null) in '' | *" $root") ;; *) rm -rf "$venv" ;; esac
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c '' 2>/dev/null; then
  rm -rf "$venv"
  "$python" -m venv "$venv" >&2 || {
    rm -rf "$venv"
    say "建立虚拟环境失败。Debian或Ubuntu上请先运行 apt-get install python3-venv，然后重试。"
    exit 1
  }
fi
rm -f "$venv/stamp.run" "$venv/stamp.test" "$venv/stamp.bench"
if [ -n "$offline" ]; then
  pip install --no-index --find-links "$wheels" --require-hashes -r "$root/locks/installer.txt" >&2 || true
else
  pip install --require-hashes -r "$root/locks/installer.txt" >&2 || true
fi
install_packages "$root/locks/$base.txt" || refuse
[ -z "$extra" ] || install_packages "$root/locks/ocr.txt" || refuse
# This tree itself: as it stands, so that a change of it is seen; nothing more is fetched.
pip install --no-index --no-deps --no-build-isolation -e "$root" >&2 || refuse
"$venv/bin/python" -m compileall -q "$root/src" >&2 || true
[ -z "$extra" ] || printf '%s\n' "$wanted" >"$venv/stamp.ocr"
printf '%s\n' "$wanted" >"$venv/stamp.$base"
