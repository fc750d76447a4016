import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { failureLine } from '../../books/verify/failures.ts';
import { verifyExport, type Verdict } from '../../books/verify/verify-export.ts';
import { runCommand } from '../instance/command.ts';
import { onStage } from '../story/story-instance.ts';
import { issueCases } from './issued-cases.ts';
import { ExportInMemory } from './tamper/export-in-memory.ts';
import { MUTATIONS } from './tamper/mutations.ts';
import { Random } from './tamper/random.ts';

/** How many changes were made to the export, and how many of them the verifier named. */
export interface TamperResult {
  readonly mutations: number;
  readonly caught: number;
}

/** How it is tampered. */
export interface Tampering {
  readonly mutations: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

const CASES = 12;
const SAID_EVERY = 100;

/** The last entries are under a checkpoint in the files, and anchored once, after this time. */
const SETTLED_MS = 3_000;

/**
 * Exports the books of a throw-away instance with some issued cases, changes the folder at random places,
 * and has each changed folder verified.
 */
export function tamperWithInstance(tampering: Tampering): Promise<TamperResult> {
  const out = mkdtempSync(join(tmpdir(), 'toroku-tamper-'));
  return onStage(async (stage) => {
    const { instance } = stage;
    await issueCases(stage, CASES);
    await sleep(SETTLED_MS);
    const room = instance.environmentOf('enclave-worker')['ENCLAVE_BOOK_SECOND_DIR'] ?? '';
    const dir = join(out, 'export');
    const office = instance.environmentOf('office-worker');
    await runCommand(office, 'export', '--book', 'both', '--out', dir, '--enclave-log', room);
    const keys = ['office', 'enclave', 'witness-1'].flatMap((name) => linesOf(dir, name));
    return tamper(await ExportInMemory.read(dir), keys, tampering);
  }).finally(() => rmSync(out, { recursive: true, force: true }));
}

const linesOf = (dir: string, name: string): string[] =>
  readFileSync(join(dir, 'keys', `${name}.vkey`), 'utf8')
    .split('\n')
    .filter((line) => line !== '');

/**
 * Changes the export over and over, each time from the whole one. About half of the changes come with a
 * manifest written anew, where the books say by themselves what is wrong.
 *
 * @param keys lines that the auditor got in another way. Of a log that is cut back whole the auditor also
 *   has a newer checkpoint: a folder cannot show that something is gone that nothing in it speaks of.
 * @throws Error if the whole export does not verify.
 */
export async function tamper(
  whole: ExportInMemory,
  keys: readonly string[],
  { mutations, seed, say }: Tampering,
): Promise<TamperResult> {
  say(`seed ${seed}`);
  const first = await verifyExport({ folder: whole, keys });
  if (!first.ok) throw new Error(first.failures.map(failureLine).join('\n'));
  const seen = ['office', 'enclave'].map((log) => whole.of(`${log}/checkpoint`).toString('utf8'));
  const random = new Random(seed);
  const counts = new Map<string, number>();
  let [done, caught] = [0, 0];
  while (done < mutations) {
    const kind = random.of(Object.keys(MUTATIONS));
    const folder = whole.copy();
    const mutated = await MUTATIONS[kind]?.(folder, random);
    if (!mutated || folder.equals(whole)) continue;
    const isRelisted = mutated.isBound && random.below(2) === 0;
    if (isRelisted) folder.relist();
    const verdict = await verifyExport({
      folder,
      keys,
      ...(kind === 'rollBack' && { checkpoints: seen }),
    });
    done += 1;
    if (isNamed(verdict)) caught += 1;
    else say(`not caught: ${kind}, ${mutated.what}${isRelisted ? ', listed anew' : ''}`);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (done % SAID_EVERY === 0) say(`${done}/${mutations}, ${caught} caught`);
  }
  say([...counts].map(([kind, count]) => `${kind} ×${count}`).join(', '));
  return { mutations: done, caught };
}

/** The verdict says no, and says by which rule and where. */
const isNamed = ({ ok, failures }: Verdict): boolean =>
  !ok &&
  failures.some((failure) =>
    [failure.path, failure.index, failure.log].some((at) => at !== undefined),
  );
