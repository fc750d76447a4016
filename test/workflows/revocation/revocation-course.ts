import { createSecretKey, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { nudge } from '../../../adapters/temporal/nudge.ts';
import { startRevocationRun } from '../../../adapters/temporal/revocation-run.ts';
import { assertionOctets } from '../../../adapters/webauthn/assertion.ts';
import { rebuildCaseRows } from '../../../bin/recovery/case-rows.ts';
import { canonicalOctets, sha256Hex } from '../../../books/canonical-json.ts';
import { readEntry, type Entry } from '../../../books/entry.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../db/office-database.ts';
import { storeRequestInput } from '../../../db/revocation/request-inputs.ts';
import { findRequest, type RevocationRequest } from '../../../db/revocation/request-file.ts';
import { storeStaffRequest, type StaffChannel } from '../../../db/revocation/staff-requests.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import {
  requestInputTable,
  signedRequestContent,
  type RequestInputContent,
  type SignedRequestContent,
} from '../../../domain/revocation/request-inputs.ts';
import { signStatement } from '../../../simulator/signed-statement.ts';
import { certificateRevocationId } from '../../../workflows/revocation/contract.ts';
import { signaturesOf } from '../acting-staff.ts';
import type { Applying, Course } from '../course.ts';
import type { StaffedStage } from '../staffed-stage.ts';

/** A certificate that was issued, and its application. */
export interface IssuedCertificate extends Applying {
  readonly orderId: string;
  readonly chainId: string;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly sha256: string;
}

/** What a test says of a decision; signed with the passkey of whoever decides unless said otherwise. */
type SignedSaid = {
  readonly kind: SignedRequestContent['kind'];
  readonly signedBy?: string;
} & Readonly<Record<string, unknown>>;

interface Kept {
  readonly kind: 'webauthnAssertion' | 'refusalLetter' | 'callbackRecord';
  readonly ring: 'chain';
  readonly octets: Buffer;
}

/** What happens to requests for revocation in one test. */
export class RevocationCourse {
  readonly #of: StaffedStage;
  readonly #console: OfficeDatabase;
  readonly #begun: string[] = [];

  constructor(of: StaffedStage) {
    this.#of = of;
    this.#console = openOfficeDatabase(of.stage.office.instance.databaseUrl('toroku_console'), 2);
  }

  get #db(): OfficeDatabase {
    return this.#of.stage.office.db;
  }

  get course(): Course {
    return this.#of.course;
  }

  /** Somebody applies and is issued a certificate. */
  async issued(): Promise<IssuedCertificate> {
    const applying = await this.course.apply('ordinary');
    await this.course.reaches(applying, 'issued');
    const { rows } = await this.#db.$client.query(
      `select o.id as "orderId", a.chain_id as "chainId", o.issuer_key_id as "issuerKeyId",
         o.serial_number as "serialNumber", o.certificate_sha256 as sha256
       from orders o join certificate_applications a on a.id = o.case_id where o.case_id = $1`,
      [applying.applicationId],
    );
    return { ...applying, ...rows[0] };
  }

  /** A request that the subscriber's card signs, as the portal receives it; its run is begun unless it is lost. */
  async askByCard(
    { card, ...named }: IssuedCertificate,
    { signer = card, isUnheard = false } = {},
  ): Promise<string> {
    const { office, time } = this.#of.stage;
    await time.tell();
    office.clockAheadMs = time.clock.ms - Date.now();
    const { issuerKeyId, serialNumber, sha256 } = named;
    const body = {
      requestId: uuidV7(),
      method: 'jpki',
      requesterName: '山吹　金糸雀',
      certificates: [{ issuerKeyId, serialNumber, sha256 }],
      reason: 'keyCompromise',
    };
    const text = await office.send({ method: 'POST', path: '/revocation-texts', body });
    const container = signer.sign(Buffer.from(String(text.json['text'])));
    const sent = await office.send({
      method: 'PUT',
      path: `/revocation-requests/${body.requestId}`,
      body: { signatureContainer: container.toString('base64') },
    });
    expect(sent.status).toBe(201);
    if (!isUnheard) await this.begin(body.requestId);
    return body.requestId;
  }

  /** A request that a member of staff takes. */
  async take(
    certificate: Partial<IssuedCertificate>,
    received: StaffChannel,
    by = 'rc1',
  ): Promise<string> {
    const { stage } = this.#of;
    await stage.time.tell();
    const id = uuidV7();
    const now = new Date(stage.time.clock.ms);
    const { chainId = uuidV7(), issuerKeyId, serialNumber, sha256, orderId } = certificate;
    if (certificate.chainId === undefined) await stage.office.evidence.createChain(chainId);
    const isNew = await storeStaffRequest(this.#console, {
      id,
      received,
      officer: { id: by, role: 'reception', terminal: 'T-01', nameCommitment: 'c'.repeat(64) },
      certificate: {
        ...(issuerKeyId && { issuerKeyId }),
        ...(serialNumber && { serialNumber }),
        ...(sha256 && { certificateSha256: sha256 }),
        ...(orderId && { orderId, caseId: certificate.applicationId ?? '' }),
      },
      chainId,
      reasonAsked: received.channel === 'exOfficio' ? 'privilegeWithdrawn' : 'keyCompromise',
      evidence: [],
      requestedAt: now,
      now,
    });
    expect(isNew).toEqual({ isNew: true });
    await this.begin(id);
    return id;
  }

  /** Begins the run of a request that has none. */
  async begin(requestId: string): Promise<void> {
    this.#begun.push(requestId);
    await startRevocationRun(this.#of.stage.time.client, requestId);
  }

  /** Records a call to the number on file, and waits until it is applied. */
  async callBack(
    requestId: string,
    said: { result: 'confirmed' | 'notReached' | 'denied'; requesterMatch?: 'same' | 'different' },
    by = 'ex1',
  ): Promise<object> {
    const record = Buffer.from(`${randomBytes(8).toString('hex')} 通話`);
    const content = {
      v: 1,
      kind: 'revocationCallback',
      ...said,
      officer: by,
      role: 'examiner',
      terminal: 'T-02',
      scriptVersion: '2026-12-01',
      recordSha256: sha256Hex(record),
    } as const;
    const kept = { kind: 'callbackRecord', ring: 'chain', octets: record } as const;
    return this.#send(requestId, content, [kept]);
  }

  /** Signs a decision on a request and sends it; `signed` says otherwise in the statement. */
  async decide(requestId: string, by: string, said: SignedSaid): Promise<object> {
    const inputId = await this.record(requestId, by, said);
    await this.#nudge(requestId, inputId, said.kind);
    return this.outcomeOf(inputId);
  }

  /** The same, without telling the run. @returns the id of the input */
  async record(
    requestId: string,
    by: string,
    { signedBy = by, ...said }: SignedSaid,
  ): Promise<string> {
    const row = await this.requestOf(requestId);
    const letter = Buffer.from(`${randomBytes(8).toString('hex')} 通知書`);
    const content = {
      v: 1,
      officer: by,
      role: 'approver',
      terminal: 'T-07',
      reasons: reasonsFor(said.kind, row),
      ...(said.kind === 'revocationGrant' || said.kind === 'revocationRefusal'
        ? { findingsSha256: row.findingsSha256 }
        : {}),
      ...(said.kind === 'revocationRefusal' ? { letterSha256: sha256Hex(letter) } : {}),
      ...said,
    } as Omit<SignedRequestContent, 'assertionSha256'>;
    const statement = {
      v: 1,
      act: requestInputTable[said.kind].stated ?? 'revoke',
      contentSha256: sha256Hex(canonicalOctets(signedRequestContent(requestId, row, content))),
      subject: requestId,
      officer: by,
      role: content.role,
      terminal: content.terminal,
      reasons: content.reasons,
    } as const;
    const passkey = this.#of.passkeys.of(signedBy);
    const { relyingParty } = signaturesOf(this.#of.passkeys);
    const octets = assertionOctets(signStatement(statement, passkey, relyingParty));
    const whole = { ...content, assertionSha256: sha256Hex(octets) } as RequestInputContent;
    return this.#record(requestId, whole, [
      { kind: 'webauthnAssertion', ring: 'chain', octets },
      ...(said.kind === 'revocationRefusal'
        ? [{ kind: 'refusalLetter', ring: 'chain', octets: letter } as const]
        : []),
    ]);
  }

  async #send(
    requestId: string,
    content: RequestInputContent,
    evidence: readonly Kept[],
  ): Promise<object> {
    const inputId = await this.#record(requestId, content, evidence);
    await this.#nudge(requestId, inputId, content.kind);
    return this.outcomeOf(inputId);
  }

  async #record(
    requestId: string,
    content: RequestInputContent,
    evidence: readonly Kept[],
  ): Promise<string> {
    const { stage } = this.#of;
    const { chainId } = await this.requestOf(requestId);
    const kept = await stage.office.evidence.put({ caseId: requestId, chainId }, [...evidence]);
    const id = uuidV7();
    await stage.time.tell();
    await storeRequestInput(this.#console, {
      id,
      requestId,
      content,
      contentSha256: kept[0]?.sha256 ?? '',
      evidence: kept,
      receivedAt: new Date(stage.time.clock.ms),
    });
    return id;
  }

  async #nudge(requestId: string, inputId: string, kind: string): Promise<void> {
    if (!this.#begun.includes(requestId)) this.#begun.push(requestId);
    await nudge(this.#of.stage.time.client, { applicationId: requestId, inputId, kind });
  }

  /** What became of an input, once it did. */
  async outcomeOf(inputId: string): Promise<object> {
    let result: object | undefined;
    await expect
      .poll(
        async () => {
          const { rows } = await this.#db.$client.query<{ result: object | null }>(
            'select result from case_inputs where id = $1',
            [inputId],
          );
          result = rows[0]?.result ?? undefined;
          return result !== undefined;
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    return result ?? {};
  }

  async requestOf(id: string): Promise<RevocationRequest> {
    const row = await findRequest(this.#db, id);
    if (!row) throw new Error(`no request ${id}`);
    return row;
  }

  /** Waits, with the clock at its usual pace, until the request is in a state. */
  async reaches(id: string, state: string): Promise<RevocationRequest> {
    await expect
      .poll(async () => (await this.requestOf(id)).state, { timeout: 20_000 })
      .toBe(state);
    return this.requestOf(id);
  }

  /** Events of a request in the book, in their order. */
  async eventsOf(id: string): Promise<string[]> {
    return (await this.entriesOf(id)).map(({ event }) => event);
  }

  async entriesOf(id: string): Promise<Entry[]> {
    const { rows } = await this.#db.$client.query<{ octets: Buffer }>(
      'select octets from book_entries where case_id = $1 order by seq',
      [id],
    );
    return rows.map(({ octets }) => readEntry(octets));
  }

  /** Kinds of mails and portal events about a certificate's revocation, as they were prepared. */
  async toldOf({ applicationId }: Applying): Promise<string[]> {
    const { rows } = await this.#db.$client.query<{ kind: string }>(
      `select notice_kind as kind, prepared_at as at from dispatches
         where case_id = $1 and notice_kind like 'revocation%' and channel = 'mail'
       union all select kind, at from portal_events where case_id = $1 and kind like 'revocation%'
       order by 2, 1`,
      [applicationId],
    );
    return rows.map(({ kind }) => kind);
  }

  /** Takes the rows of a request away and makes them again from its entries. */
  async rebuild(id: string): Promise<void> {
    const { evidence, evidenceDir } = this.#of.stage.office;
    const client = await this.#db.$client.connect();
    await client.query('delete from case_inputs where case_id = $1', [id]);
    await client.query('delete from revocation_requests where id = $1', [id]);
    const misuseKey = createSecretKey(Buffer.alloc(32));
    for (const entry of await this.entriesOf(id)) {
      await rebuildCaseRows({ client, evidence, evidenceDir, misuseKey, ruleSetAt }, entry);
    }
    client.release();
  }

  /** Ends the run of a request as the loss of Temporal would. */
  async lose(requestId: string): Promise<void> {
    await this.#of.stage.time.client.workflow
      .getHandle(certificateRevocationId(requestId))
      .terminate('lost')
      .catch(() => undefined);
  }

  async end(): Promise<void> {
    for (const id of this.#begun) await this.lose(id);
    await this.#console.$client.end();
  }
}

const ruleSetAt = async (): Promise<string> => '2026-12';

/** Unless said otherwise, a grant gives a reason for each finding, and a refusal one that fits any. */
function reasonsFor(kind: string, { notHolding }: RevocationRequest): string[] {
  if (kind === 'revocationRefusal') return ['intentNotEstablished'];
  if (kind !== 'revocationGrant') return [];
  return (notHolding ?? []).map((finding) => `${finding}=callBackMade`).toSorted();
}
