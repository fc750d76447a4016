import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { proofsOctets } from '../../../adapters/jpki/proof-evidence.ts';
import { nudge } from '../../../adapters/temporal/nudge.ts';
import { assertionOctets } from '../../../adapters/webauthn/assertion.ts';
import { canonicalOctets, sha256Hex } from '../../../books/canonical-json.ts';
import type { CodeRow } from '../../../db/decision/case-file.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { redemptionMessage } from '../../../domain/key-delivery/code.ts';
import {
  resendOrderText,
  type LetterInputKind,
} from '../../../domain/key-delivery/letter-inputs.ts';
import type { Applicant } from '../../../simulator/applicant.ts';
import { signStatement, type TestPasskey } from '../../../simulator/signed-statement.ts';
import { redemptionOf, type SaidOfCode } from '../../api/portal/key-delivery/redeeming.ts';
import type { Applying } from '../course.ts';
import type { Stage } from '../lifecycle-stage.ts';

const PATIENCE_MS = 20_000;
const LOT = '019ad7f2-6a10-7c3a-9f10-00000000a001';

/** Of the file in which the vendor says what became of letters. */
export const REPORT_SHA256 = 'd'.repeat(64);

/** What became of an input. */
export type Result = Readonly<Record<string, unknown>>;

/** What happens to the codes of one stage: lots and vendors, the post, and whoever types a code. */
export class CodeCourse {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  get #sql() {
    return this.#stage.office.db.$client;
  }

  /** A lot that two people sealed. */
  async openLot(proposedBy: string, sealedBy: string): Promise<void> {
    await this.#sql.query(
      `insert into dispatch_lots (id, letters, vendor_file_sha256, proposed_by, proposed_at, sealed_by, sealed_at)
       values ($1, 1, $2, $3, now(), $4, now()) on conflict do nothing`,
      [LOT, 'a'.repeat(64), proposedBy, sealedBy],
    );
  }

  /** Every code of a case, the first first. */
  async codesOf({ applicationId }: Applying): Promise<CodeRow[]> {
    const { rows } = await this.#sql.query<{ code: CodeRow }>(
      'select to_jsonb(c) as code from delivery_codes c where case_id = $1 order by code_number',
      [applicationId],
    );
    return rows.map(({ code }) => code);
  }

  /** States of the letters of a case, the first first. */
  async lettersOf({ applicationId }: Applying): Promise<string[]> {
    const { rows } = await this.#sql.query<{ state: string }>(
      `select state from dispatches where case_id = $1 and kind = 'codeLetter' order by prepared_at`,
      [applicationId],
    );
    return rows.map(({ state }) => state);
  }

  /** What the applicant was told by mail from the approval on, the first first. */
  async toldOf({ applicationId }: Applying): Promise<string[]> {
    const { rows } = await this.#sql.query<{ told: string }>(
      `select notice_kind as told from dispatches
       where case_id = $1 and channel = 'mail' and notice_kind not in ('received', 'codeReminder') order by prepared_at, id`,
      [applicationId],
    );
    return rows.map(({ told }) => told);
  }

  /** States of the reminders of a case, with the days after which each is due. */
  async remindersOf({ applicationId }: Applying): Promise<unknown[]> {
    const { rows } = await this.#sql.query(
      `select state, extract(day from next_attempt_at - prepared_at)::int as days from dispatches
       where case_id = $1 and notice_kind = 'codeReminder' order by prepared_at`,
      [applicationId],
    );
    return rows;
  }

  /** Waits until the newest code is this one, in this state. */
  async reaches(applying: Applying, codeNumber: number, state: string): Promise<CodeRow> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const newest = (await this.codesOf(applying)).at(-1);
      if (newest?.code_number === codeNumber && newest.state === state) return newest;
      if (Date.now() > end) {
        throw new Error(`not ${codeNumber} ${state}: ${newest?.code_number} ${newest?.state}`);
      }
      await sleep(20);
    }
  }

  /** The newest letter goes into a sealed lot, as the console's part of it does. */
  async seal(applying: Applying): Promise<void> {
    await this.#sql.query(
      `update delivery_codes set state = 'sealed', lot_id = $2 where case_id = $1 and state = 'generated'`,
      [applying.applicationId, LOT],
    );
  }

  /** Records what is heard of a letter, and nudges. @returns the input */
  async hear(
    applying: Applying,
    kind: LetterInputKind,
    said: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const { clock } = this.#stage.time;
    await this.#stage.time.tell();
    const code = (await this.codesOf(applying)).at(-1);
    const own = {
      letterPrinted: { lot: LOT },
      letterPosted: {
        lot: LOT,
        mailKind: 'honninGentei',
        addressCommitment: 'b'.repeat(64),
        trackingCommitment: 'c'.repeat(64),
        entry: uuidV7(),
        openings: [
          {
            field: 'data.trackingCommitment',
            kind: 'tracking',
            keyId: applying.applicationId,
            sealed: Buffer.from('sealed').toString('base64'),
          },
        ],
      },
      letterDelivered: { deliveredOn: '2026-12-05' },
      letterReturned: { reason: 'notCollected' },
    }[kind];
    const isVendor = kind !== 'letterReturned';
    const content = {
      v: 1,
      kind,
      dispatch: code?.dispatch_id,
      codeNumber: code?.code_number,
      at: new Date(clock.ms).toISOString(),
      from: isVendor ? 'vendor' : 'officer',
      ...(isVendor ? { vendor: 'printer', reportSha256: REPORT_SHA256 } : {}),
      officer: 'rc1',
      role: 'reception',
      terminal: 'T-07',
      ...own,
      ...said,
    };
    return this.#input(applying, { kind, actor: 'rc1', content });
  }

  /** As `hear`, until it is applied. */
  async heard(
    applying: Applying,
    kind: LetterInputKind,
    said: Readonly<Record<string, unknown>> = {},
  ): Promise<Result> {
    return this.resultOf(await this.hear(applying, kind, said));
  }

  /** Sealed, printed and posted. */
  async send(applying: Applying): Promise<void> {
    await this.seal(applying);
    await this.heard(applying, 'letterPrinted');
    await this.heard(applying, 'letterPosted');
  }

  /** Somebody sends keys under the newest code, with the K of its letter or another. @returns the input */
  async redeem(
    applying: Applying,
    {
      k,
      applicant,
      codeNumber: given,
    }: { readonly k?: Buffer; readonly applicant?: Applicant; readonly codeNumber?: number } = {},
  ): Promise<string> {
    const { applicationId } = applying;
    const code = (await this.codesOf(applying)).at(-1);
    const codeNumber = given ?? code?.code_number ?? 1;
    const [key] = (applicant ?? applying.applicant).keys;
    if (!key) throw new Error('an applicant without a key');
    const { chainId, textSha256 } = await this.#textOf(applicationId);
    const nonce = randomBytes(16).toString('hex');
    const { spkiSha256 } = key;
    const message = redemptionMessage({
      applicationId,
      codeNumber,
      nonce,
      spkiSha256: [spkiSha256],
    });
    const secret = k ?? this.#stage.codes.keyOf(applicationId, codeNumber);
    const mac = createHmac('sha256', secret).update(message).digest('hex');
    const source = 'd'.repeat(64);
    const proven = key.prove({ applicationId, order: 1, nonce, textSha256 });
    const signature = Buffer.from(proven.signature, 'base64');
    const redemption = canonicalOctets({ v: 1, applicationId, codeNumber, nonce, mac, source });
    const proof = proofsOctets([{ order: 1, spki: key.spki, signature }]);
    const at = { caseId: applicationId, chainId };
    const kept = await this.#stage.office.evidence.put(at, [
      { kind: 'codeRedemption', ring: 'chain', octets: redemption },
      { kind: 'proofOfPossession', ring: 'chain', octets: proof },
    ]);
    for (const { kind, sha256, size } of kept) {
      await this.#sql.query(
        `insert into evidence_objects select id, $2, $3, $4, edition, now() from certificate_applications where id = $1`,
        [applicationId, kind, sha256, size],
      );
    }
    const content = {
      v: 1,
      codeNumber,
      redemptionSha256: sha256Hex(redemption),
      proofSha256: sha256Hex(proof),
      source,
    };
    return this.#input(applying, { kind: 'codeRedemption', actor: 'own-portal', content });
  }

  /** As an applicant's app does: asks the portal about the code, and sends keys under it. @returns the portal's answer */
  async redeemByPortal({ applicationId, applicant }: Applying): Promise<Result> {
    const { office, time, codes } = this.#stage;
    await time.tell();
    office.clockAheadMs = time.clock.ms - Date.now();
    const path = `/certificate-applications/${applicationId}/key-delivery`;
    const said = (await office.send({ method: 'GET', path })).json as unknown as SaidOfCode;
    const k = codes.keyOf(applicationId, said.codeNumber);
    const answer = office.send({
      method: 'PUT',
      path: `${path}/${said.codeNumber}/redemption`,
      body: redemptionOf(said, { k, applicant }),
    });
    const isOurs = (input: { applicationId: string; kind: string }) =>
      input.applicationId === applicationId && input.kind === 'codeRedemption';
    const end = Date.now() + PATIENCE_MS;
    while (!office.lifecycle.nudges.some(isOurs) && Date.now() < end) await sleep(20);
    for (const input of office.lifecycle.nudges.filter(isOurs)) await nudge(time.client, input);
    return (await answer).json;
  }

  /** As `redeem`, until the room has answered. */
  async redeemed(
    applying: Applying,
    how: Parameters<CodeCourse['redeem']>[1] = {},
  ): Promise<Result> {
    return this.resultOf(await this.redeem(applying, how));
  }

  /** An approver orders another code. */
  async orderResend(
    applying: Applying,
    {
      by,
      reason,
      passkey,
      codeNumber: given,
    }: {
      readonly by: string;
      readonly reason: string;
      readonly passkey: TestPasskey;
      readonly codeNumber?: number;
    },
  ): Promise<Result> {
    const { applicationId: caseId } = applying;
    const codeNumber = given ?? (await this.codesOf(applying)).at(-1)?.code_number ?? 1;
    const { chainId } = await this.#textOf(caseId);
    const said = { officer: by, role: 'approver', terminal: 'T-07', reasons: [reason] } as const;
    const contentSha256 = sha256Hex(Buffer.from(resendOrderText(caseId, codeNumber)));
    const assertion = assertionOctets(
      signStatement({ v: 1, act: 'resend', contentSha256, subject: caseId, ...said }, passkey, {
        origin: 'https://console.example',
        rpId: 'console.example',
      }),
    );
    await this.#stage.office.evidence.put({ caseId, chainId }, [
      { kind: 'webauthnAssertion', ring: 'chain', octets: assertion },
    ]);
    const content = {
      v: 1,
      kind: 'resend',
      ...said,
      codeNumber,
      assertionSha256: sha256Hex(assertion),
    };
    return this.resultOf(await this.#input(applying, { kind: 'resend', actor: by, content }));
  }

  /** What became of an input, once it did. */
  async resultOf(inputId: string): Promise<Result> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const { rows } = await this.#sql.query<{ result: Result | null }>(
        'select result from case_inputs where id = $1 and applied_at is not null',
        [inputId],
      );
      if (rows[0]) return rows[0].result ?? {};
      if (Date.now() > end) throw new Error(`input ${inputId} is not applied`);
      await sleep(20);
    }
  }

  async #input(
    applying: Applying,
    row: { readonly kind: string; readonly actor: string; readonly content: object },
  ): Promise<string> {
    const { applicationId } = applying;
    const { kind, actor, content } = row;
    const inputId = uuidV7();
    await this.#sql.query(
      `insert into case_inputs (id, case_id, kind, actor, content_sha256, content, received_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        inputId,
        applicationId,
        kind,
        actor,
        sha256Hex(Buffer.from(JSON.stringify(content))),
        content,
        new Date(this.#stage.time.clock.ms),
      ],
    );
    await nudge(this.#stage.time.client, { applicationId, inputId, kind });
    return inputId;
  }

  async #textOf(caseId: string): Promise<{ chainId: string; textSha256: string }> {
    const { rows } = await this.#sql.query(
      `select a.chain_id as "chainId", e.sha256 as "textSha256" from certificate_applications a
       join evidence_objects e on e.case_id = a.id and e.kind = 'signedText' and e.edition = a.edition
       where a.id = $1`,
      [caseId],
    );
    return rows[0];
  }
}
