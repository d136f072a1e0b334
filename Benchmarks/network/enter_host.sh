#!/bin/sh
# In place of ssh for mpirun: HOST COMMAND… is run in the network namespace of the host, whose name is its
# address with dashes.
host=$1
shift
exec ip netns exec "equipoise-$(echo "$host" | tr . -)" sh -c "$*"
