import { setTimeout as sleep } from 'node:timers/promises';
import { pgTable } from 'drizzle-orm/pg-core';
import { deadlineOf } from '../../../activities/decision/deadline.ts';
import { writeEntry } from '../../../db/books/write-entry.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../db/office-database.ts';
import { requestedColumns } from '../../../db/schema/revocation.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { PORTAL } from '../../demonstration/documents.ts';
import type { Instance } from '../../instance/options.ts';
import type { FilledCertificate } from '../fill-certificates.ts';
import { StaffClient } from '../staff-client.ts';
import type { Holders, Subscriber } from './holders.ts';

const requested = pgTable('revocation_requests', requestedColumns());

/** Whoever acts tries again while programs are down. */
const PATIENCE_MS = 180_000;
const RETRY_MS = 500;

/** What is asked for at once: certificates on one list, certificates with a request of their own, and subscribers who ask. */
export interface Chunk {
  readonly listed: readonly FilledCertificate[];
  readonly single: readonly FilledCertificate[];
  readonly subscribers: readonly Subscriber[];
}

/** Asks for revocations in every way that the office has, whatever is down. */
export class Revocations {
  readonly #holders: Holders;
  readonly #db: OfficeDatabase;
  readonly #staff: readonly [StaffClient, StaffClient];
  /** Requests that were made singly. */
  readonly singles: string[] = [];
  lists = 0;

  private constructor(
    holders: Holders,
    db: OfficeDatabase,
    staff: readonly [StaffClient, StaffClient],
  ) {
    this.#holders = holders;
    this.#db = db;
    this.#staff = staff;
  }

  static async open(instance: Instance, holders: Holders): Promise<Revocations> {
    const staff = [
      await StaffClient.signIn(instance, 'officer-01'),
      await StaffClient.signIn(instance, 'officer-03'),
    ] as const;
    const db = openOfficeDatabase(instance.databaseUrl('toroku_office'), 2);
    return new Revocations(holders, db, staff);
  }

  close(): Promise<void> {
    return this.#db.$client.end();
  }

  /** Asks for all of a chunk; it is received when this returns, and not more. */
  async ask({ listed, single, subscribers }: Chunk): Promise<void> {
    for (const certificate of single) await this.#request(certificate);
    for (const subscriber of subscribers) await this.#asSubscriber(subscriber);
    if (listed.length > 0) await this.#list(listed);
  }

  /** Two approvers agree on a list, as they do at the console. */
  async #list(listed: readonly FilledCertificate[]): Promise<void> {
    const { issuerKeyId } = this.#holders;
    const [proposer, approver] = this.#staff;
    const document = listed
      .map((each) => `${issuerKeyId} ${each.serialNumber} ${each.certificateSha256}`)
      .join('\n');
    const said = { by: 'office', reason: 'privilegeWithdrawn', document };
    // Not again if it may have been recorded: a second list of the same would only find everything revoked.
    const act = await proposer.propose('massRevocation', said);
    await approver.approveAct(act);
    this.lists += 1;
  }

  /** A request as the acceptance of what replaces a certificate makes it: its row and its entry in one transaction. */
  async #request({ orderId, serialNumber, certificateSha256 }: FilledCertificate): Promise<void> {
    const id = uuidV7();
    const { issuerKeyId } = this.#holders;
    const named = { issuerKeyId, serialNumber, certificateSha256 };
    const asked = { channel: 'replacement', reasonAsked: 'superseded', identityMethod: 'jpki' };
    const now = new Date();
    const caseOf = { ...(await this.#caseOf(orderId)), chainId: await this.#chainWithKeys() };
    const inputId = uuidV7();
    await this.#db.transaction(async (tx) => {
      await tx.insert(requested).values({
        id,
        inputId,
        number: 1,
        orderId,
        ...caseOf,
        ...named,
        ...asked,
        portalId: PORTAL.id,
        textState: 'current',
        requestedAt: now,
        decideBy: deadlineOf('revocationRequestRecord', now),
      });
      await writeEntry(tx, {
        event: 'revocation.requested',
        items: ['2イ'],
        at: now.toISOString(),
        case: id,
        actor: { kind: 'subscriber', id: caseOf.caseId },
        input: inputId,
        data: { request: id, ...named, ...asked },
      });
    });
    this.singles.push(id);
  }

  async #caseOf(orderId: string): Promise<{ caseId: string }> {
    const { rows } = await this.#db.$client.query<{ caseId: string }>(
      'select case_id as "caseId" from orders where id = $1',
      [orderId],
    );
    if (!rows[0]) throw new Error(`no order ${orderId}`);
    return rows[0];
  }

  /** Rows that were filled in have no keys to seal facts and findings with; a subscriber's chain has. */
  async #chainWithKeys(): Promise<string> {
    const { rows } = await this.#db.$client.query<{ chainId: string }>(
      'select chain_id as "chainId" from certificate_applications where id = $1',
      [this.#holders.subscribers[0]?.dossier.applicationId],
    );
    if (!rows[0]) throw new Error('no subscriber has a chain');
    return rows[0].chainId;
  }

  /** A subscriber asks through a portal, signed with their card; again while it is not taken. */
  async #asSubscriber({ dossier }: Subscriber): Promise<void> {
    const { client, sample } = this.#holders;
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        const { requestId } = await sample.revoke(
          dossier,
          await client.status(dossier.applicationId),
        );
        this.singles.push(String(requestId));
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
        await sleep(RETRY_MS);
      }
    }
  }
}
