#!/bin/sh
# Makes our namespace, unless it is there. Histories of closed runs are kept for 30 days; nothing depends on them.
set -eu
temporal operator namespace describe --address temporal:7233 --namespace toroku ||
  temporal operator namespace create --address temporal:7233 --namespace toroku --retention 720h
