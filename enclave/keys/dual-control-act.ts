import { statementOctets } from '../../books/hashed-objects.ts';
import { ACT_KINDS } from '../../books/events/governed.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RoomEntry } from '../book/room-book.ts';

/** One of the two behind an act, as entries name whoever acted. */
export interface ActSigner {
  readonly actor: {
    readonly kind: 'custodian' | 'officer';
    readonly id: string;
    readonly role: string;
    readonly terminal: string;
  };
  /** The person: two accounts of one are one. */
  readonly person: string;
  readonly assertionSha256: string;
  /** Size of the assertion, where there is one: then the entry names it as evidence. */
  readonly assertionSize?: number;
}

/** An act of two people in the room, effective at once. */
export interface DualControlAct {
  readonly act: string;
  readonly actKind:
    | 'switchOn'
    | 'officerRegister'
    | 'keyGeneration'
    | 'keyState'
    | 'massRevocation';
  readonly contentSha256: string;
  readonly proposer: ActSigner;
  readonly approver: ActSigner;
  readonly at: Date;
}

/** A custodian as the actor of an entry. */
export const custodianActor = (id: string, terminal: string) =>
  ({ kind: 'custodian', id, role: 'custodian', terminal }) as const;

/** What two custodians say who sign with no passkey: in development, and at the ceremony before anybody has one. */
export function unsignedCustodians(
  [proposer, approver]: readonly [string, string],
  {
    act,
    contentSha256,
    terminal,
  }: { readonly act: string; readonly contentSha256: string; readonly terminal: string },
): Pick<DualControlAct, 'proposer' | 'approver'> {
  const signer = (said: 'proposeAct' | 'approveAct', officer: string): ActSigner => ({
    actor: custodianActor(officer, terminal),
    person: officer,
    // Of the statement alone: there is no assertion.
    assertionSha256: sha256Hex(
      statementOctets({
        act: said,
        contentSha256,
        officer,
        reasons: [],
        role: 'custodian',
        subject: act,
        terminal,
      }),
    ),
  });
  return { proposer: signer('proposeAct', proposer), approver: signer('approveAct', approver) };
}

const evidenceOf = ({ assertionSha256: sha256, assertionSize: size }: ActSigner) =>
  size === undefined ? {} : { evidence: [{ kind: 'webauthnAssertion', sha256, size }] };

/**
 * The three entries of an act under dual control (規則6条15号ロ): proposed by one, approved by the other, effective. The
 * last bears the id of the act, so that an act is performed once.
 *
 * @throws DomainError `DualControlViolation` if both are one person.
 */
export function dualControlEntries(order: DualControlAct): RoomEntry[] {
  const { act, actKind, contentSha256, proposer, approver } = order;
  if (proposer.person === approver.person) {
    throw new DomainError('DualControlViolation', proposer.person);
  }
  const at = order.at.toISOString();
  const common = { items: [ACT_KINDS[actKind]], at };
  const content = { act, contentSha256 };
  return [
    {
      id: newEntryId(),
      ...common,
      event: 'act.proposed',
      actor: proposer.actor,
      ...evidenceOf(proposer),
      data: {
        ...content,
        actKind,
        effectiveFrom: at,
        assertionSha256: proposer.assertionSha256,
      },
    },
    {
      id: newEntryId(),
      ...common,
      event: 'act.approved',
      actor: approver.actor,
      ...evidenceOf(approver),
      data: { ...content, assertionSha256: approver.assertionSha256 },
    },
    {
      id: act,
      ...common,
      event: 'act.effective',
      actor: { kind: 'system', id: 'enclave-worker' },
      data: { ...content, actKind },
    },
  ] as RoomEntry[];
}
