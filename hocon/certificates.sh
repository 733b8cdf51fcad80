#!/bin/sh
# Makes an authority and certificates that it issues, each for 30 days, with openssl 3. An authority that is there already
# issues the new ones too.
#   sh hocon/certificates.sh DIRECTORY NAME=HOSTS… NAME…
# NAME=HOSTS is for a listener that is dialled under these hosts, such as server=DNS:localhost,IP:127.0.0.1. A bare NAME is
# for a client alone, and can't pass for a listener. NAME is the GUID; the files are NAME.pem and NAME.key.
set -eu
umask 077
directory=$1
shift
mkdir -p "$directory"
cd "$directory"

make() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc "$@"
}

[ -e authority.pem ] || make -days 365 -subj "/CN=Syncro development" -addext basicConstraints=critical,CA:TRUE \
  -addext keyUsage=critical,keyCertSign -keyout authority.key -out authority.pem
for one in "$@"
do
  name=${one%%=*}
  case $one in
    *=*) set -- -addext extendedKeyUsage=serverAuth,clientAuth -addext "subjectAltName=${one#*=}" ;;
    *) set -- -addext extendedKeyUsage=clientAuth ;;
  esac
  make -days 30 -subj "/CN=$name" -CA authority.pem -CAkey authority.key -addext basicConstraints=critical,CA:FALSE "$@" \
    -keyout "$name.key" -out "$name.pem"
done
