#!/bin/sh
# The commands of write-a-plugin.md in their order, from the root of a checkout. What ./rlhf4j is
# asked here, the build's tests ask it too.
set -eu

# region install
./mvnw install -DskipTests -pl api,testkit -am
# endregion

# region reward-build
./mvnw -f examples/plugin-reward package
mkdir -p plugins
cp examples/plugin-reward/target/sentences-1.0.0.jar plugins/
# endregion

# region reward-run
./rlhf4j plugins sentences
./rlhf4j run examples/plugin-reward/compare.json
# endregion

# region method-build
./mvnw -f examples/plugin-chi-po verify
cp examples/plugin-chi-po/target/chi-po-1.0.0.jar plugins/
# endregion

# region method-verify
./rlhf4j verify --method chi-po
# endregion

# region method-run
./rlhf4j run examples/plugin-chi-po/compare.json
# endregion
