/**
 * `npm run bench -- <name>`: measurements that print the ratio to a reference taken in the same run, as a
 * last line of JSON.
 *
 *   lifecycle [--rounds N] [--per-round N]
 *   books     [--rounds N] [--per-round N] [--sizes 10000,1000000]
 *   issuance  [--rounds N] [--per-round N] [--algorithm rsa2048|p256] [--threads N] [--at-once 16,64] [--profile FILE]
 *   jpki      [--rounds N] [--per-round N]
 *   keys      [--rounds N] [--per-round N]
 *   verify    [--entries 100000,1000000]
 *   crl       [--entries 1000000] [--rounds N]
 *   crl-lookup  [--entries 1000000]
 *   console   [--cases 1000000] [--per-round N]
 *   portal    [--rounds N] [--per-round N] [--profile FILE]
 *   revoke    [--cases 300000] [--per-round N]
 *   profile   [--rounds N] [--per-round N]
 *   ocsp      [--rounds N] [--per-round N] [--algorithm rsa2048|p256]
 */
import { parseArgs } from 'node:util';
import { benchBooks } from './bench/books.ts';
import { benchConsole } from './bench/console.ts';
import { benchCrl } from './bench/crl.ts';
import { benchCrlLookup } from './bench/crl-lookup.ts';
import { benchLifecycle } from './bench/lifecycle.ts';
import { benchJpki } from './bench/jpki.ts';
import { benchKeys } from './bench/keys.ts';
import { benchIssuance } from './bench/issuance.ts';
import { benchOcsp } from './bench/ocsp.ts';
import { benchPortal } from './bench/portal.ts';
import { benchProfile } from './bench/profile.ts';
import { benchRevoke } from './bench/revoke.ts';
import { benchVerify } from './bench/verify.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    'per-round': { type: 'string' },
    algorithm: { type: 'string' },
    entries: { type: 'string', default: '100000,1000000' },
    sizes: { type: 'string', default: '10000,1000000' },
    cases: { type: 'string' },
    threads: { type: 'string', default: '0' },
    'at-once': { type: 'string', default: '16,64' },
    profile: { type: 'string' },
  },
});

const ALGORITHMS = ['rsa2048', 'p256'] as const;

const chosenAlgorithms = () =>
  ALGORITHMS.filter((each) => values.algorithm === undefined || values.algorithm === each);

const BENCHES: Readonly<Record<string, () => Promise<object>>> = {
  issuance: async () => {
    const results: object[] = [];
    for (const algorithm of chosenAlgorithms()) {
      const result = await benchIssuance({
        algorithm,
        rounds: Number(values.rounds),
        perRound: Number(values['per-round'] ?? 1000),
        threads: Number(values.threads),
        atOnce: values['at-once'].split(',').map(Number),
        profile: values.profile,
      });
      console.log(JSON.stringify(result));
      results.push(result);
    }
    return { bench: 'issuance', results };
  },
  ocsp: async () => {
    const results: object[] = [];
    for (const algorithm of chosenAlgorithms()) {
      const perRound = Number(values['per-round'] ?? 10_000);
      const result = await benchOcsp({ algorithm, rounds: Number(values.rounds), perRound });
      console.log(JSON.stringify(result));
      results.push(result);
    }
    return { bench: 'ocsp', results };
  },
  books: () =>
    benchBooks({
      rounds: Number(values.rounds),
      perRound: Number(values['per-round'] ?? 20_000),
      sizes: values.sizes.split(',').map(Number),
    }),
  jpki: () =>
    benchJpki({
      rounds: Number(values.rounds),
      perRound: Number(values['per-round'] ?? 1000),
    }),
  keys: () =>
    benchKeys({
      rounds: Number(values.rounds),
      perRound: Number(values['per-round'] ?? 2000),
    }),
  crl: () =>
    benchCrl({
      entries: Number(values.entries.split(',').at(-1)),
      rounds: Number(values.rounds),
    }),
  'crl-lookup': () => benchCrlLookup(Number(values.entries.split(',').at(-1))),
  console: () =>
    benchConsole({
      cases: Number(values.cases ?? 1_000_000),
      pages: Number(values['per-round'] ?? 400),
    }),
  portal: () =>
    benchPortal({
      rounds: Number(values.rounds),
      perRound: Number(values['per-round'] ?? 600),
      atOnce: 32,
      profile: values.profile,
    }),
  revoke: () =>
    benchRevoke({
      live: values.cases === undefined ? 300_000 : Number(values.cases),
      revoked: Number(values['per-round'] ?? 40),
    }),
  profile: () =>
    benchProfile({
      rounds: Number(values.rounds),
      perRound: Number(values['per-round'] ?? 20_000),
    }),
  verify: () => benchVerify(values.entries.split(',').map(Number)),
  lifecycle: () =>
    benchLifecycle({
      rounds: Number(values.rounds),
      perRound: Number(values['per-round'] ?? 300),
      atOnce: 32,
    }),
};

const bench = BENCHES[positionals[0] ?? ''];
if (!bench) {
  console.error(`bench: ${Object.keys(BENCHES).join(' | ')}`);
  process.exit(64);
}
console.log(JSON.stringify(await bench()));
process.exit(0);
