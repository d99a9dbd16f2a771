# To be sourced by what makes a Debian of its own with mmdebstrap: mirror, proxy and checks are those of
# this machine's apt. SCANSTATION_DEBIAN_MIRROR names another mirror, for a machine that is no Debian.
# shellcheck shell=bash

# Prints the address to take Debian from; nothing if this machine is no Debian: mmdebstrap's own counts.
debian_mirror() {
    local ID='' VERSION_CODENAME=''
    if [ -n "${SCANSTATION_DEBIAN_MIRROR:-}" ]; then
        echo "$SCANSTATION_DEBIAN_MIRROR"
        return
    fi
    # shellcheck source=/dev/null
    . /etc/os-release
    [ "$ID" = debian ] || return 0
    # shellcheck disable=SC2016  # $(...) is apt's own notation
    apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' |
        awk -v release="$VERSION_CODENAME" '$1 == release && $2 == "main" { print $3; exit }'
}

# Prints the options of mmdebstrap that every Debian here is made with, one a line.
debian_options() {
    local setting keys=/usr/share/keyrings/debian-archive-keyring.gpg
    printf '%s\n' --quiet '--aptopt=Acquire::Retries "5"'
    while read -r setting; do
        printf '%s\n' "--aptopt=${setting%;}"
    done < <(apt-config dump Acquire | grep -E '^Acquire::(http|https|Check|Force|Proxy)')
    [ ! -f "$keys" ] || echo "--keyring=$keys"
}
