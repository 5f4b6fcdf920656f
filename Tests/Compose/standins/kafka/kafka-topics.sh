#!/bin/bash
# A stand-in for Kafka's kafka-topics.sh --create, for the options that docker-compose.yml gives.
set -euo pipefail
while [ $# -gt 0 ]; do
    case $1 in
    --bootstrap-server) server=$2 && shift ;;
    --topic) topic=$2 && shift ;;
    --partitions) partitions=$2 && shift ;;
    --replication-factor | --config) shift ;;
    --create | --if-not-exists) ;;
    *) echo "unknown option $1" >&2 && exit 1 ;;
    esac
    shift
done
exec python3 /opt/kafka/broker/topics.py --wait 10 "$server" "$topic:$partitions"
