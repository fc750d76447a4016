import { readFileSync } from 'node:fs';

import { openCrlFile } from '../../adapters/x509/crl/open-crl-file.ts';
import { serialOf } from './million-entry-crl.ts';

/** Opens a CRL in a process of its own, verifies and searches it: `crl-lookup-child CRL SPKI ENTRIES`. */
const [file = '', spki = '', entries = ''] = process.argv.slice(2);
const count = Number(entries);

const LOOKUPS = 200_000;
const BATCH = 2_000;

function timed<T>(act: () => T): { readonly value: T; readonly seconds: number } {
  const start = performance.now();
  const value = act();
  return { value, seconds: (performance.now() - start) / 1000 };
}

const peakMb = (): number =>
  Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);

const bareMb = peakMb();
const parsed = timed(() => openCrlFile(file));
const crl = parsed.value;
const verified = timed(() => crl.isSignedBy(readFileSync(spki)));
const indexed = timed(() => crl.find(serialOf(0).toString('hex')));

/** Serial numbers of a batch: every second one is on the list, from its whole length. */
const batchFrom = (from: number): string[] =>
  Array.from({ length: BATCH }, (_, i) => {
    const n = from + i;
    const entry = n % 2 === 0 ? Math.floor((n * count) / LOOKUPS) : count + n;
    return serialOf(entry).toString('hex');
  });

let [found, searchSeconds] = [0, 0];
for (let from = 0; from < LOOKUPS; from += BATCH) {
  const serials = batchFrom(from);
  const searched = timed(() => serials.filter((serial) => crl.find(serial) !== undefined).length);
  found += searched.value;
  searchSeconds += searched.seconds;
}

console.log(
  JSON.stringify({
    isRight: verified.value && crl.size === count && found === LOOKUPS / 2,
    reason: indexed.value?.reason,
    parseSeconds: parsed.seconds,
    verifySeconds: verified.seconds,
    indexSeconds: indexed.seconds,
    lookupsPerSecond: LOOKUPS / searchSeconds,
    peakRssMb: peakMb(),
    bareMb,
  }),
);
