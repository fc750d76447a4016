import { randomBytes } from 'node:crypto';
import type { EvidenceInput } from '../../adapters/evidence-store/packs.ts';
import { assertionOctets } from '../../adapters/webauthn/assertion.ts';
import { nudge } from '../../adapters/temporal/nudge.ts';
import type { StaffPasskeys, StaffSignatures } from '../../activities/dependencies.ts';
import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import { createCaseLeases, type CaseLeases } from '../../db/decision/case-leases.ts';
import { createDecisionInputs } from '../../db/decision/record-decision.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../db/office-database.ts';
import { officers } from '../../db/schema/governance.ts';
import { uuidV7 } from '../../db/uuid.ts';
import {
  statedActOf,
  type DecisionContent,
  type DecisionKind,
  type DossierDecisionKind,
} from '../../domain/decision/staff-decision.ts';
import type { Statement } from '../../domain/governance/statement.ts';
import { makePasskey, signStatement, type TestPasskey } from '../../simulator/signed-statement.ts';
import type { Applying } from './course.ts';
import type { Stage } from './lifecycle-stage.ts';

/** Pages that the passkeys of the tests are made for. */
const RELYING_PARTY = { origin: 'https://console.example', rpId: 'console.example' };

/** A decision as a test says it; what is left out is as it should be. */
export interface Deciding {
  readonly kind: DecisionKind;
  readonly by: string;
  readonly role: string;
  /** For an approval, unless given, one for each finding. */
  readonly reasons?: readonly string[];
  /** Decided on another dossier than the newest. */
  readonly dossierSha256?: string;
  /** Says in the statement what is not in the decision. */
  readonly statement?: Partial<Statement>;
  /** Signs with the passkey of somebody else. */
  readonly signedBy?: string;
}

/** What became of a decision. */
export interface Decided {
  readonly state?: string;
  readonly isApplied?: boolean;
  readonly refused?: string;
}

/** What rests on no dossier. */
type Unsigned = Exclude<DecisionKind, DossierDecisionKind>;

interface StoredForDeciding {
  readonly chainId: string;
  /** Dossier of the newest evaluation. */
  readonly newest: string;
  readonly notHolding: readonly string[];
}

/** Passkeys of officers, in this process. */
export class TestPasskeys implements StaffPasskeys {
  readonly #held = new Map<string, TestPasskey>();

  of(officerId: string): TestPasskey {
    const held = this.#held.get(officerId) ?? makePasskey();
    this.#held.set(officerId, held);
    return held;
  }

  async find(officerId: string, credentialId: string): Promise<TestPasskey | undefined> {
    const held = this.#held.get(officerId);
    return held?.credentialId === credentialId ? held : undefined;
  }
}

/** What the office verifies decisions with, over the passkeys of a test. */
export const signaturesOf = (passkeys: TestPasskeys): StaffSignatures => ({
  passkeys,
  relyingParty: RELYING_PARTY,
});

/** Members of staff who decide cases as the console records it, with the console's rights. */
export class ActingStaff {
  readonly #stage: Stage;
  readonly #passkeys: TestPasskeys;
  readonly #db: OfficeDatabase;
  readonly leases: CaseLeases;

  constructor(stage: Stage, passkeys: TestPasskeys) {
    this.#stage = stage;
    this.#passkeys = passkeys;
    this.#db = openOfficeDatabase(stage.office.instance.databaseUrl('toroku_console'), 4);
    this.leases = createCaseLeases(this.#db);
  }

  /** Registers accounts with their roles; `b@a` is account `b` of whoever has account `a`. */
  async enrol(people: Readonly<Record<string, readonly string[]>>): Promise<void> {
    await this.#stage.office.db.insert(officers).values(
      Object.entries(people).map(([account, roles]) => {
        const [id = account, person = id] = account.split('@');
        const nameCommitment = sha256Hex(Buffer.from(id));
        return { id, person, name: id, roles: [...roles], nameCommitment };
      }),
    );
  }

  /** Signs and records a decision, and nudges nobody. @returns the id of the input */
  async record(applying: Applying, deciding: Deciding): Promise<string> {
    const { applicationId: caseId } = applying;
    const { kind, by, role } = deciding;
    if (kind === 'withdraw' || kind === 'notice') {
      return this.#recordUnsigned(caseId, { ...deciding, kind });
    }
    const { chainId, newest, notHolding } = await this.#caseOf(caseId);
    const overrides = notHolding.map((finding) => `${finding}=notationOnly`).toSorted();
    const reasons = deciding.reasons ?? (kind === 'approve' ? overrides : []);
    const dossierSha256 = deciding.dossierSha256 ?? newest;
    const said = { officer: by, role, terminal: 'T-07', reasons };
    const letters = { return: 'notice', transfer: 'notice', reject: 'refusalLetter' };
    const letter = letters[kind as keyof typeof letters] as string | undefined;
    const octets = Buffer.from(`${randomBytes(8).toString('hex')} 手紙`);
    const content: DecisionContent = {
      v: 1,
      kind,
      dossierSha256,
      ...said,
      ...(letter === undefined ? {} : { letterSha256: sha256Hex(octets) }),
    };
    const at = { caseId, chainId };
    const assertion = this.#assertion(caseId, content, deciding);
    // In one pack, as the console keeps them.
    const kept: EvidenceInput<'notice' | 'refusalLetter' | 'webauthnAssertion'>[] = [];
    if (letter !== undefined) kept.push({ kind: letter as 'notice', ring: 'chain', octets });
    if (assertion) kept.push({ kind: 'webauthnAssertion', ring: 'chain', octets: assertion });
    if (kept.length > 0) await this.#stage.office.evidence.put(at, kept);
    const whole = assertion ? { ...content, assertionSha256: sha256Hex(assertion) } : content;
    const inputId = uuidV7();
    await createDecisionInputs(this.#db).record({
      inputId,
      caseId,
      content: whole,
      contentSha256: sha256Hex(assertion ?? canonicalOctets({ ...whole })),
      receivedAt: new Date(this.#stage.time.clock.ms),
    });
    return inputId;
  }

  async #recordUnsigned(
    caseId: string,
    { kind, by: officer, role, reasons = ['callBack'] }: Deciding & { readonly kind: Unsigned },
  ): Promise<string> {
    const inputId = uuidV7();
    const content = { v: 1, kind, officer, role, terminal: 'T-07', reasons } as const;
    await createDecisionInputs(this.#db).record({
      inputId,
      caseId,
      content,
      contentSha256: sha256Hex(canonicalOctets(content)),
      receivedAt: new Date(this.#stage.time.clock.ms),
    });
    return inputId;
  }

  #assertion(caseId: string, content: DecisionContent, deciding: Deciding): Buffer | undefined {
    const stated = statedActOf(content.kind, content.role);
    if (!stated) return undefined;
    const { officer, role, terminal, reasons, dossierSha256 } = content;
    const statement: Statement = {
      v: 1,
      act: stated,
      contentSha256: dossierSha256,
      subject: caseId,
      officer,
      role,
      terminal,
      reasons,
      ...deciding.statement,
    };
    const passkey = this.#passkeys.of(deciding.signedBy ?? deciding.by);
    return assertionOctets(signStatement(statement, passkey, RELYING_PARTY));
  }

  /** As the console does after it has recorded. */
  nudge({ applicationId }: Applying, inputId: string, kind: DecisionKind): Promise<void> {
    return nudge(this.#stage.time.client, { applicationId, inputId, kind });
  }

  /** Decides, and waits until it is applied or refused. */
  async decide(applying: Applying, deciding: Deciding): Promise<Decided> {
    const inputId = await this.record(applying, deciding);
    await this.nudge(applying, inputId, deciding.kind);
    return this.outcomeOf(applying, inputId);
  }

  /** What became of a decision, once it did. */
  async outcomeOf({ applicationId }: Applying, inputId: string): Promise<Decided> {
    const end = Date.now() + 20_000;
    for (;;) {
      const found = await createDecisionInputs(this.#db).find(applicationId, inputId);
      if (found?.appliedAt) return found.result ?? {};
      if (Date.now() > end) throw new Error(`input ${inputId} is not applied`);
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  }

  async #caseOf(caseId: string): Promise<StoredForDeciding> {
    const { rows } = await this.#stage.office.db.$client.query(
      `select chain_id as "chainId", not_holding as "notHolding", (select dossier_sha256 from evaluations
         where case_id = $1 order by number desc limit 1) as newest
       from certificate_applications where id = $1`,
      [caseId],
    );
    return rows[0];
  }

  close(): Promise<void> {
    return this.#db.$client.end();
  }
}
