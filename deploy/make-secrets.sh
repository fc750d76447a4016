#!/bin/sh
# Makes every secret of the production topology that is not there yet, in the folder given. A secret that exists stays.
#
#   deploy/make-secrets.sh deploy/secrets
#
# Only the folder is closed: containers read the files as a user of their own.
set -eu
folder=${1:?folder of the secrets}
umask 022
mkdir -p "$folder"
chmod 700 "$folder"

# name, random octets (in hexadecimal)
while read -r name octets; do
  [ -s "$folder/$name" ] || openssl rand -hex "$octets" > "$folder/$name"
done << 'SECRETS'
postgres-password 24
toroku-office-owner-password 24
toroku-office-password 24
toroku-portal-password 24
toroku-console-password 24
toroku-dispatch-password 24
toroku-queues-password 24
toroku-enclave-owner-password 24
toroku-enclave-password 24
temporal-password 24
payload-key 32
session-key 32
evidence-office-key 32
evidence-enclave-key 32
evidence-portal-key 32
misuse-key 32
webhook-key 32
mail-password 24
office-book-key 32
enclave-book-key 32
witness-key 32
hsm-pin 12
hsm-so-pin 12
SECRETS
