import type { EntryInputOf } from '../../books/entry.ts';
import { NO_EDITION } from '../../db/application/signed-inputs.ts';
import { readPaperReceipt, receivedInstant } from '../../domain/issuance/paper-receipt.ts';
import { isReceiptEvidence, type ReceiptContent } from '../../domain/issuance/receipt-content.ts';
import { caseFileOf } from './decided-rows.ts';
import { insertEvidence, type ReceiptSources } from './received-rows.ts';

type Received = EntryInputOf<'evidence.received'>;

/** Tells a receipt on paper from other evidence that staff took. */
export const isPaperReceipt = ({ data, actor }: Received): boolean =>
  actor.kind === 'officer' &&
  data.evidenceKind === 'physicalOriginal' &&
  data.supplier === 'subscriber';

/**
 * Rebuilds a receipt on paper out of its register card: what was compared, and the day on which the paper came.
 *
 * @throws Error if the card is missing, or its keys are gone.
 */
export async function rebuildPaperReceipt(sources: ReceiptSources, entry: Received): Promise<void> {
  const { client, evidence } = sources;
  const { row } = await caseFileOf(sources, entry.case ?? '');
  const named = entry.evidence ?? [];
  const sha256 = named[0]?.sha256 ?? '';
  const octets = evidence.get({ caseId: row.id, chainId: row.chainId }, [sha256]).get(sha256);
  const card = octets && readPaperReceipt(octets);
  const receivedAt = card && receivedInstant(card.receivedOn, new Date(entry.at));
  if (!card || !receivedAt) throw new Error('the register card of the receipt cannot be read');
  const {
    id: officer,
    role = '',
    terminal = '',
  } = entry.actor as {
    readonly id: string;
    readonly role?: string;
    readonly terminal?: string;
  };
  const content: ReceiptContent = {
    v: 1,
    kind: 'receipt',
    method: 'paper',
    textSha256: card.textSha256,
    certificates: card.certificates,
    evidence: named.filter(isReceiptEvidence),
    officer,
    role,
    terminal,
  };
  await insertEvidence(client, { caseId: row.id, edition: NO_EDITION, at: entry.at }, named);
  await client.query(
    `insert into case_inputs (id, case_id, kind, actor, content_sha256, content, received_at)
     values ($1, $2, 'receipt', $3, $4, $5, $6) on conflict (id) do nothing`,
    [entry.input, row.id, officer, sha256, content, receivedAt],
  );
}
