import type pg from 'pg';

/** OCSP answers that were signed together. */
export interface AnswerBatchRow {
  readonly batch: string;
  readonly issuerKeyId: string;
  /** Root of the tree over the answers, hex. */
  readonly root: string;
  readonly thisUpdate: Date;
  readonly answers: readonly {
    readonly serialNumber: string;
    readonly status: 'good' | 'revoked';
  }[];
}

/** Rows about OCSP answers that stand or fall with the entries of an act. */
export interface AnswerRows {
  readonly answered?: AnswerBatchRow;
  /** A batch that was read back. */
  readonly batchPublished?: { readonly batch: string; readonly at: Date };
}

/** Writes them in the transaction of their entries. */
export async function writeAnswerRows(client: pg.ClientBase, rows: AnswerRows): Promise<void> {
  if (rows.answered) await answer(client, rows.answered);
  if (rows.batchPublished) {
    const { batch, at } = rows.batchPublished;
    await client.query('update ocsp_batches set published_at = $2 where batch = $1', [batch, at]);
  }
}

async function answer(client: pg.ClientBase, row: AnswerBatchRow): Promise<void> {
  const { batch, issuerKeyId, root, thisUpdate, answers } = row;
  await client.query(
    `insert into ocsp_batches (batch, issuer_key_id, answers, root, this_update)
     values ($1, $2, $3, $4, $5)`,
    [batch, issuerKeyId, answers.length, root, thisUpdate],
  );
  await client.query(
    `insert into ocsp_answers (issuer_key_id, serial_number, batch, this_update, status)
     select $1, serial, $2, $3, status from unnest($4::text[], $5::text[]) as a(serial, status)
     on conflict (issuer_key_id, serial_number) do update set batch = excluded.batch,
       this_update = excluded.this_update, status = excluded.status`,
    [
      issuerKeyId,
      batch,
      thisUpdate,
      answers.map(({ serialNumber }) => serialNumber),
      answers.map(({ status }) => status),
    ],
  );
}
