import { createHash } from 'node:crypto';
import pg from 'pg';
import type { EvidenceStore } from '../../../adapters/evidence-store/evidence-store.ts';
import { children, readExactly } from '../../../adapters/x509/der-reader.ts';
import type { Instance } from '../../instance/options.ts';
import { readBook, type PlacedEntry } from '../verify-books.ts';
import type { EndedOrder } from './orders.ts';

/** What became of orders, by the room's database, its book and the evidence. */
export interface OrderCounts {
  readonly orders: number;
  /** Orders whose one certificate all three hold, over the TBS that was intended. */
  readonly issued: number;
  readonly lost: number;
  /** Intents, outcomes or rows beyond the first of an order. */
  readonly duplicate: number;
  /** Orders that ended with a refusal, or with a failure that is not tried again. */
  readonly malformed: number;
}

interface Row {
  readonly orderId: string;
  readonly chainId: string;
  readonly caseId: string;
  readonly tbsSha256: string;
  readonly certificateSha256: string | null;
}

async function roomRows(instance: Instance): Promise<Row[]> {
  const client = new pg.Client({ connectionString: instance.databaseUrl('toroku_enclave') });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(
      `select order_id as "orderId", chain_id as "chainId", application_id as "caseId",
         tbs_sha256 as "tbsSha256", certificate_sha256 as "certificateSha256" from issuances`,
    );
    return rows;
  } finally {
    await client.end();
  }
}

const sha256 = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex');

/** TBS hash of a certificate as DER has it: the first of its three elements. */
function tbsSha256Of(certificate: Buffer): string {
  const [tbs] = children(readExactly(certificate));
  return sha256(tbs?.octets ?? Buffer.alloc(0));
}

const named = (
  book: readonly PlacedEntry[],
  event: string,
): Map<string, PlacedEntry['entry'][]> => {
  const byOrder = new Map<string, PlacedEntry['entry'][]>();
  for (const { entry } of book) {
    if (entry.event !== event) continue;
    const { order } = entry.data as { readonly order: string };
    byOrder.set(order, [...(byOrder.get(order) ?? []), entry]);
  }
  return byOrder;
};

const surplus = (byOrder: ReadonlyMap<string, readonly unknown[]>): number =>
  [...byOrder.values()].reduce((sum, { length }) => sum + length - 1, 0);

/** Counts after the room has stopped: the book is read and proven from its second medium. */
export async function countOrders(
  instance: Instance,
  evidence: EvidenceStore,
  ended: readonly EndedOrder[],
): Promise<OrderCounts> {
  const rows = new Map((await roomRows(instance)).map((row) => [row.orderId, row]));
  const book = await readBook(instance, 'enclave');
  const [intended, completed] = [
    named(book, 'issuance.intended'),
    named(book, 'issuance.completed'),
  ];
  const isIssued = ({ request, ended: outcome }: EndedOrder): boolean => {
    const row = rows.get(request.orderId);
    if (outcome.outcome !== 'issued' || !row?.certificateSha256) return false;
    if (row.certificateSha256 !== outcome.certificateSha256) return false;
    const [intent] = intended.get(request.orderId) ?? [];
    const [outcomeEntry] = completed.get(request.orderId) ?? [];
    const said = [intent, outcomeEntry].map((entry) => entry && tbsIn(entry.data));
    const kept = evidence.get(row, [row.certificateSha256]).get(row.certificateSha256);
    return [...said, kept && tbsSha256Of(kept)].every((tbs) => tbs === row.tbsSha256);
  };
  const issued = ended.filter(isIssued).length;
  const kinds = ended.filter(({ ended: { outcome } }) => outcome !== 'issued');
  for (const { ended: what } of kinds) console.error(`not issued: ${JSON.stringify(what)}`);
  return {
    orders: ended.length,
    issued,
    lost: ended.length - issued,
    duplicate: surplus(intended) + surplus(completed),
    malformed: kinds.length,
  };
}

const tbsIn = (data: unknown): string => (data as { readonly tbsSha256: string }).tbsSha256;
