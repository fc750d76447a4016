import { parseArgs } from 'node:util';
import { readFileSync } from 'node:fs';
import { isDomainError } from '../../domain/errors.ts';
import type { Recoverer, Recovery } from '../recovery/restored.ts';
import { recoverEnclaveBook } from '../recovery/enclave-book.ts';
import { recoverOfficeBook } from '../recovery/office-book.ts';

const USAGE = `toroku recover --book office|enclave
  [--officer ID --role ROLE --terminal ID] [--checkpoint FILE]…`;

const OPTIONS = {
  book: { type: 'string' },
  officer: { type: 'string' },
  role: { type: 'string' },
  terminal: { type: 'string' },
  checkpoint: { type: 'string', multiple: true },
} as const;

/**
 * `toroku recover`: rolls a database that was restored from a backup forward until it has every entry of
 * its book's second medium (規則12条1項4号ヘ). Run with the settings of that side, while its worker does not
 * run; safe to run again. The last line of stdout is JSON.
 *
 * @returns the exit code: 0, or 3 if a person has to look at a case. A refusal to recover is 1.
 */
export async function recoverCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const recover = { office: recoverOfficeBook, enclave: recoverEnclaveBook }[values.book ?? ''];
  if (!recover) {
    console.error(USAGE);
    return 64;
  }
  const by: Recoverer = { id: values.officer, role: values.role, terminal: values.terminal };
  const checkpoints = (values.checkpoint ?? []).map((file) => readFileSync(file, 'utf8'));
  try {
    return tell(await recover(by, checkpoints));
  } catch (error) {
    console.error(`toroku recover: ${refusalOf(error)}`);
    return 1;
  }
}

function refusalOf(error: unknown): string {
  if (isDomainError(error)) return `${error.type}: ${error.message}`;
  if (!(error instanceof Error)) return 'unexpected';
  // Of a database's message only its code: it may repeat what it was given.
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code === undefined ? `${error.name}: ${error.message}` : `${error.name} ${code}`;
}

function tell(done: Recovery): number {
  const { restored, fromIndex, toIndex, marked, byHand } = done;
  console.error(
    restored === 0
      ? '戻す記録はありません / nothing to recover'
      : `${restored} 件の記録を戻しました (${fromIndex}–${toIndex}) / ${restored} entries put back`,
  );
  for (const [caseId, what] of Object.entries(marked)) {
    console.error(`人が確認する案件 / a person looks at ${caseId}: ${what.join('; ')}`);
  }
  for (const [what, count] of Object.entries(byHand)) {
    console.error(`手で直すもの / by hand: ${what} ×${count}`);
  }
  console.log(JSON.stringify(done));
  return Object.keys(marked).length === 0 ? 0 : 3;
}
