import { relyingPartyAt } from '../../../adapters/webauthn/relying-party.ts';
import type { RelyingParty } from '../../../adapters/webauthn/assertion.ts';
import type { GateCheck } from '../../../domain/issuance/order-states.ts';
import type { PersonaName } from '../../../simulator/personas.ts';
import { makePasskey, PRESENT } from '../../../simulator/signed-statement.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';
import type { InstructedOrderRequest as OrderRequest } from '../../bench/instructed-cases.ts';
import { ann, annAgain, bob, eve, gone, ivo } from './crew.ts';
import { draftCase, type CaseDesk, type DraftedCase } from './drafted-case.ts';
import { fileHumanCase, type HumanFiling } from './human-case.ts';
import { anOfficer, type Saying, type TestOfficer } from './officers.ts';

/** Where somebody lies about what persons decided. */
export interface HumanDesk extends CaseDesk {
  /** The console that passkeys are made for. */
  readonly console: RelyingParty;
}

type HumanTell = (desk: HumanDesk) => Promise<OrderRequest>;

type HumanLie = readonly [check: GateCheck, tell: HumanTell];

export const by = (officer: TestOfficer, says: Saying['says'] = {}): Saying => ({ officer, says });

/** The true case of a persona. */
export const draftOf = async (desk: CaseDesk, persona: PersonaName): Promise<DraftedCase> =>
  draftCase(desk, { card: await desk.jlis.issueCard(persona) });

/** A case with what officers say of it; an issuing operator instructs it, unless told otherwise. */
export const filedBy =
  (
    persona: PersonaName | DraftedCase,
    approvals: readonly Saying[],
    told: Partial<HumanFiling> = {},
  ): HumanTell =>
  async (desk) =>
    fileHumanCase(desk, typeof persona === 'string' ? await draftOf(desk, persona) : persona, {
      approvals,
      instructedBy: by(ivo),
      console: desk.console,
      ...told,
    });

const twoApprove = [by(ann), by(bob)];

/** One octet of the statement is another. */
const atAnotherTerminal = (octets: Buffer): Buffer =>
  Buffer.from(octets.toString().replace('"terminal-01"', '"terminal-0l"'));

/** What somebody truly signed on a case of its own, as it lies in the evidence. */
async function heard(
  desk: HumanDesk,
  saidIn: (saying: Saying) => HumanTell,
  saying: Saying = by(ann),
): Promise<Buffer> {
  let said: Buffer = Buffer.alloc(0);
  const altered = (octets: Buffer): Buffer => {
    said = octets;
    return octets;
  };
  await saidIn({ ...saying, altered })(desk);
  return said;
}

/** What a stolen office tells of a case that persons have decided, or should have. */
export const HUMAN_LIES: Readonly<Record<string, HumanLie>> = {
  'no approval': ['approvalsMissing', filedBy('minor', [])],
  'one approval where two are needed': ['approvalsMissing', filedBy('variant', [by(ann)])],
  'an examiner in place of the second': [
    'approvalsMissing',
    filedBy('variant', [by(ann), by(eve, { act: 'finding' })]),
  ],
  'two approvals of one account': [
    'officersNotDistinct',
    filedBy('variant', [by(ann), by(ann, { terminal: 'terminal-02' })]),
  ],
  'two accounts of one person': [
    'officersNotDistinct',
    filedBy('variant', [by(ann), by(annAgain)]),
  ],
  'the issuing operator as approver': [
    'officersNotDistinct',
    filedBy('minor', [by(bob)], { instructedBy: by(bob, { role: 'issuingOperator' }) }),
  ],
  'no issuing operator': [
    'instructionMissing',
    filedBy('minor', [by(ann)], { instructedBy: undefined }),
  ],
  'an approver as issuing operator': [
    'officerNotEntitled',
    filedBy('minor', [by(bob)], { instructedBy: by(ann) }),
  ],
  'an approval in place of the instruction': [
    'dossierDiffers',
    filedBy('minor', [by(ann)], { instructedBy: by(ivo, { act: 'approve' }) }),
  ],
  'an officer without the role': ['officerNotEntitled', filedBy('minor', [by(eve)])],
  'an officer who claims the role': [
    'officerNotEntitled',
    filedBy('minor', [by(eve, { role: 'approver' })]),
  ],
  'an officer who left': ['assertionInvalid', filedBy('minor', [by(gone)])],
  'an officer whom the room never accepted': [
    'assertionInvalid',
    filedBy('minor', [by(anOfficer('stranger', ['approver']))]),
  ],
  'a passkey that is not in the register': [
    'assertionInvalid',
    filedBy('minor', [{ ...by(ann), passkey: makePasskey() }]),
  ],
  'a passkey under the name of a registered one': [
    'assertionInvalid',
    filedBy('minor', [
      { ...by(ann), passkey: { ...makePasskey(), credentialId: ann.passkey.credentialId } },
    ]),
  ],
  'the passkey of another officer': [
    'assertionInvalid',
    filedBy('minor', [{ ...by(ann), passkey: bob.passkey }]),
  ],
  'another origin': [
    'assertionInvalid',
    filedBy('minor', [{ ...by(ann), at: relyingPartyAt('https://console.example') }]),
  ],
  'the console’s name under another origin': [
    'assertionInvalid',
    (desk) => {
      const { rpId } = desk.console;
      const at = { origin: 'https://console.example', rpId };
      return filedBy('minor', [{ ...by(ann), at }])(desk);
    },
  ],
  'a holder who was not verified': [
    'assertionInvalid',
    filedBy('minor', [{ ...by(ann), flags: PRESENT }]),
  ],
  'an assertion with an altered octet': [
    'assertionInvalid',
    filedBy('minor', [{ ...by(ann), altered: atAnotherTerminal }]),
  ],
  'octets that are no assertion': [
    'assertionInvalid',
    filedBy('minor', [{ ...by(ann), altered: () => Buffer.from('{}') }]),
  ],
  'another dossier': [
    'dossierDiffers',
    filedBy('minor', [by(ann, { contentSha256: 'f'.repeat(64) })]),
  ],
  'another case': ['dossierDiffers', filedBy('minor', [by(ann, { subject: uuidV7() })])],
  'an approval of another case, replayed': [
    'dossierDiffers',
    async (desk) => {
      const approval = await heard(desk, (saying) => filedBy('minor', [saying]));
      return filedBy('minor', [{ ...by(ann), altered: () => approval }])(desk);
    },
  ],
  'the word of an issuing operator on another case, replayed': [
    'dossierDiffers',
    async (desk) => {
      const instructedBy = by(ivo);
      const word = await heard(
        desk,
        (saying) => filedBy('minor', [by(ann)], { instructedBy: saying }),
        instructedBy,
      );
      const replayed = { ...instructedBy, altered: () => word };
      return filedBy('minor', [by(ann)], { instructedBy: replayed })(desk);
    },
  ],
  'a rejection in place of an approval': [
    'dossierDiffers',
    filedBy('minor', [by(ann, { act: 'reject', reasons: ['identityNotEstablished'] })]),
  ],
  'another act': ['dossierDiffers', filedBy('minor', [by(ann, { act: 'reject' })])],
  'no reasons': ['approvalsMissing', filedBy('minor', [by(ann, { reasons: [] })])],
  'reasons of one approver alone': [
    'approvalsMissing',
    filedBy('variant', [by(ann), by(bob, { reasons: [] })]),
  ],
  'a reason for something else': [
    'approvalsMissing',
    filedBy('minor', [by(ann, { reasons: ['person.age/unknown=documentSeen'] })]),
  ],
  'a reason that there is not': [
    'approvalsMissing',
    filedBy('minor', [by(ann, { reasons: ['person.age/minor=becauseIWant'] })]),
  ],
  'an approval of what is forbidden': ['outcomeNotHolding', filedBy('stolen', twoApprove)],
  'an approval of what waits': ['outcomeNotHolding', filedBy('unknownStatus', twoApprove)],
  'an approval over an answer that is too old': ['jlisTooOld', filedBy('stale', twoApprove)],
  'a name that is another person’s, approved': [
    'outcomeNotHolding',
    filedBy('nameDiffers', twoApprove),
  ],
  'assertions that were never kept': [
    'evidenceMissing',
    filedBy('minor', [by(ann)], { areAssertionsLost: true }),
  ],
};
