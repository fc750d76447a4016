/**
 * `watcher`: looks at the status of certificates from outside, as relying parties do, and keeps a dead man's switch from
 * going off while all is well. It needs URLs in certificates and nothing of the other programs: no database, no key, no book.
 * It stands in for one that somebody else runs elsewhere.
 *
 *   node --import tsx bin/watcher.ts           a round every WATCHER_PERIOD_SECONDS, a line of JSON each
 *   node --import tsx bin/watcher.ts --once    one round; exit code 0 well, 1 alarms, 2 well but the switch took nothing
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readConfig } from './config.ts';
import { tellSwitch } from './watcher/dead-mans-switch.ts';
import { watchRound, type Round } from './watcher/round.ts';
import { SeenLists } from './watcher/seen-lists.ts';

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
const config = readConfig('watcher');
const seen = new SeenLists(config.watcherStateDir);

/** A round that fails itself, as by a folder that cannot be read, is no round that went well. */
async function round(): Promise<Round> {
  try {
    return await watchRound({
      issuersDir: config.watcherIssuersDir,
      certificatesDir: config.watcherCertificatesDir,
      seen,
      randomSerials: config.watcherRandomSerials,
      now: () => new Date(),
    });
  } catch (error) {
    const about = error instanceof Error ? error.name : 'unknown';
    const alarms = [{ code: 'roundFailed', about } as const];
    return { at: new Date().toISOString(), isWell: false, alarms, probes: 0, lists: [] };
  }
}

/** Probes, tells, and says so in one line. */
async function watch(): Promise<{ readonly isWell: boolean; readonly isTold: boolean }> {
  const done = await round();
  const url = config.watcherPingUrl;
  const isTold = url === undefined || (await tellSwitch(url, done));
  console.log(JSON.stringify({ ...done, isTold }));
  if (config.heartbeatFile !== undefined) writeFileSync(config.heartbeatFile, done.at);
  return { isWell: done.isWell, isTold };
}

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort());

let last = await watch();
while (!values.once && !stopping.signal.aborted) {
  await sleep(config.watcherPeriodSeconds * 1000, undefined, { signal: stopping.signal }).catch(
    () => undefined,
  );
  if (!stopping.signal.aborted) last = await watch();
}
const told = last.isTold ? 0 : 2;
process.exitCode = values.once ? (last.isWell ? told : 1) : 0;
