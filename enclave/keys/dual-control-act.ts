import { statementOctets } from '../../books/hashed-objects.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RoomEntry } from '../book/room-book.ts';

/** An act of two custodians in the room, effective at once. */
export interface DualControlAct {
  readonly act: string;
  readonly actKind: 'switchOn' | 'officerRegister';
  readonly contentSha256: string;
  /** Proposer and approver. */
  readonly custodians: readonly [string, string];
  readonly terminal: string;
  readonly at: Date;
}

/** A custodian as the actor of an entry. */
export const custodianActor = (id: string, terminal: string) =>
  ({ kind: 'custodian', id, role: 'custodian', terminal }) as const;

/**
 * The three entries of an act under dual control (規則6条15号ロ): proposed by one custodian, approved by the other,
 * effective. The hash of an assertion is that of its statement alone until custodians have passkeys.
 *
 * @throws DomainError `DualControlViolation` if both are one person.
 */
export function dualControlEntries(order: DualControlAct): RoomEntry[] {
  const { act, actKind, contentSha256, terminal } = order;
  const [proposer, approver] = order.custodians;
  if (proposer === approver) throw new DomainError('DualControlViolation', proposer);
  const at = order.at.toISOString();
  const common = { items: ['4ニ'], at };
  const content = { act, contentSha256 };
  const assertionOf = (said: 'proposeAct' | 'approveAct', officer: string): string =>
    sha256Hex(
      statementOctets({
        act: said,
        contentSha256,
        officer,
        reasons: [],
        role: 'custodian',
        subject: act,
        terminal,
      }),
    );
  return [
    {
      ...common,
      event: 'act.proposed',
      actor: custodianActor(proposer, terminal),
      data: {
        ...content,
        actKind,
        effectiveFrom: at,
        assertionSha256: assertionOf('proposeAct', proposer),
      },
    },
    {
      ...common,
      event: 'act.approved',
      actor: custodianActor(approver, terminal),
      data: { ...content, assertionSha256: assertionOf('approveAct', approver) },
    },
    {
      ...common,
      event: 'act.effective',
      actor: { kind: 'system', id: 'enclave-worker' },
      data: { ...content, actKind },
    },
  ].map((entry) => ({ id: newEntryId(), ...entry }) as RoomEntry);
}
