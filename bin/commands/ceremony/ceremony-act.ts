import { readEntry } from '../../../books/entry.ts';
import { DomainError } from '../../../domain/errors.ts';
import { newEntryId } from '../../../enclave/book/entry-id.ts';
import { isPerformed, officersInForce, type AgreedAct } from '../../../enclave/keys/agreed-act.ts';
import { dualControlEntries, unsignedCustodians } from '../../../enclave/keys/dual-control-act.ts';
import { shareRegisterInForce } from '../../../enclave/keys/share-register.ts';
import type { HeldPen } from '../hold-pen.ts';
import {
  custodianProblems,
  officersOf,
  ScriptRefused,
  scriptHash,
  type CeremonyScript,
} from './script.ts';

type ActRoom = Pick<HeldPen, 'pool' | 'book'>;

/** By whose authority a ceremony is held. */
export interface CeremonyAuthority {
  readonly script: CeremonyScript;
  readonly isProduction: boolean;
  /** An act that two custodians signed in the console, as the room judged it. */
  readonly agreed: AgreedAct | undefined;
}

/** The act of a ceremony that was begun with the same script. */
async function begunAct({ pool }: ActRoom, sha256: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ octets: Buffer }>(
    "select octets from book_entries where event = 'act.effective' order by log_index",
  );
  const entry = rows
    .map(({ octets }) => readEntry(octets))
    .find(
      (one) =>
        one.event === 'act.effective' &&
        one.data.actKind === 'keyGeneration' &&
        one.data.contentSha256 === sha256,
    );
  return entry?.event === 'act.effective' ? entry.data.act : undefined;
}

/**
 * Writes the act under which everything of a ceremony is done (規則6条15号ロ); one that was begun goes on under its own.
 *
 * On an empty room nobody is known yet: the two custodians are those whom the script itself brings in, with their
 * passkeys, and their shares. From then on a ceremony takes an act of two whom the room knows; in development their word.
 *
 * @returns the id of the act. @throws ScriptRefused, or DomainError `DualControlViolation`, `IllegalTransition`.
 */
export async function beginAct(
  room: ActRoom,
  { script, isProduction, agreed }: CeremonyAuthority,
): Promise<string> {
  const sha256 = scriptHash(script);
  if (agreed) return performAgreed(room, agreed, sha256);
  const begun = await begunAct(room, sha256);
  if (begun !== undefined) return begun;
  const inForce = await officersInForce(room.pool);
  const brought = officersOf(script);
  // Until shares are registered nothing can have been activated, and the first ceremony is not over.
  const isFirst = inForce.length === 0 || !(await shareRegisterInForce(room.pool));
  if (!isFirst && isProduction) {
    throw new DomainError('DualControlViolation', 'the room has custodians: --act ID');
  }
  const officers = inForce.length > 0 ? { v: 1 as const, officers: inForce } : brought;
  if (!officers) throw new ScriptRefused('officers: the first ceremony brings the register');
  if (isFirst && script.custodians.length === 0)
    throw new ScriptRefused('custodians: nobody has a share');
  const problems = custodianProblems(script, officers, { at: Date.now(), isProduction });
  if (problems.length > 0) throw new ScriptRefused(problems.join('\n'));
  const order = { act: newEntryId(), contentSha256: sha256, terminal: script.terminal };
  const signers = unsignedCustodians(script.present, order);
  const persons = script.present.map(
    (id) => officers.officers.find((one) => one.id === id)?.person,
  );
  await room.book.write({
    entries: dualControlEntries({
      ...order,
      proposer: { ...signers.proposer, person: persons[0] ?? '' },
      approver: { ...signers.approver, person: persons[1] ?? '' },
      actKind: 'keyGeneration',
      at: new Date(),
    }),
  });
  return order.act;
}

async function performAgreed(room: ActRoom, agreed: AgreedAct, sha256: string): Promise<string> {
  const { content } = agreed;
  const isAbout = content.actKind === 'keyGeneration' && content.change.documentSha256 === sha256;
  if (!isAbout) throw new DomainError('IllegalTransition', 'the act is about another script');
  // Begun before: each step finds what is there.
  if (await isPerformed(room.pool, agreed.act)) return agreed.act;
  await room.book.write({
    entries: dualControlEntries({ ...agreed, actKind: 'keyGeneration', at: new Date() }),
  });
  return agreed.act;
}
