#!/bin/sh
# Makes the SoftHSM2 token once. With a real HSM the custodians do this by the vendor's manual, and this step is left out.
set -eu
if softhsm2-util --show-slots | grep -q 'Label: *toroku *$'; then
  exit 0
fi
softhsm2-util --init-token --free --label toroku \
  --so-pin "$(cat /run/secrets/hsm-so-pin)" --pin "$(cat /run/secrets/hsm-pin)"
