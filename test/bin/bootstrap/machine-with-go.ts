import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A machine at a home, with a `go` of our making, where the SDK's download fails as it does without internet. */
export function machineWithGo(home: string, install: string) {
  const env = {
    HOME: home,
    // With `rm`, but without a server that somebody has installed.
    PATH: join(home, 'bin'),
    NODE_OPTIONS: '--import=data:text/javascript,process.exit(1)',
  };
  mkdirSync(join(home, 'bin'));
  writeFileSync(
    join(home, 'bin', 'go'),
    `#!/bin/sh
     export PATH=/usr/bin:/bin
     if [ "$1" = env ]; then
       echo '{ "GOMODCACHE": "'$HOME'/go/mod", "GOCACHE": "'$HOME'/go/build" }'
     else
       echo "$2 in \${GOMODCACHE:-the usual cache}" >> $HOME/builds
       ${install}
     fi`,
  );
  chmodSync(join(home, 'bin', 'go'), 0o755);
  symlinkSync('/bin/rm', join(home, 'bin', 'rm'));
  return env;
}
