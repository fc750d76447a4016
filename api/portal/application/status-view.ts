import type { StatusRow } from '../../../db/application/application-status.ts';
import { told } from '../../../domain/application/told.ts';
import { toldText, type ApplicationState } from '../../../domain/application/states.ts';
import type { Branch } from '../../../domain/decision/rule-set.ts';
import { findRuleSet } from '../../../domain/decision/rule-sets.ts';
import { printJapanTime } from '../../../domain/governance/calendar.ts';
import { defaultPolicyValues } from '../../../domain/governance/policy.ts';
import { acceptanceTransitions } from '../../../domain/issuance/acceptance-states.ts';
import { isLive } from '../../../domain/key-delivery/code-step.ts';
import { nextOfCode, toldOfCode } from '../../../domain/key-delivery/told-of-code.ts';
import type { ReceivedInput } from '../dependencies.ts';
import type { Said } from '../../middleware/problem-details.ts';
import type { ApplicationStatus } from './application-schemas.ts';

/** What is told of a case; the rest of its row is not for the portal. */
export type ToldCase = Omit<StatusRow, 'portalId' | 'chainId'>;

/** A case of which nothing more is known than that this input has just been stored. */
export const justReceived = ({ applicationId, kind }: ReceivedInput): ToldCase => ({
  applicationId,
  state: kind === 'correction' ? 'returned' : 'received',
  ruleSetId: '',
  notHolding: [],
  stateDeadline: null,
  closedAt: null,
  isCorrected: kind === 'correction',
  withdrawal: null,
  isReceived: false,
  certificates: [],
});

/** What the applicant has to do, in the states in which it is their turn. */
const nextOf: Partial<Record<ApplicationState, Said>> = {
  returned: {
    ja: '直す点を確かめ、新しい版の申込書に署名して送ってください。',
    en: 'See what has to be corrected, then sign and send a new edition of the application.',
  },
  inquiring: {
    ja: '本人限定受取郵便を受け取り、照会書に回答して返送してください。',
    en: 'Take the inquiry that comes by post, answer it and send it back.',
  },
  keyDelivery: {
    ja: '郵便で届く利用者識別符号を使って公開鍵を届け出てください。',
    en: 'Use the code that comes by post to send in your public key.',
  },
  issued: {
    ja: '電子証明書の記載事項を確かめ、受領書に署名して送ってください。',
    en: 'See that what the certificate says is right, then sign and send the receipt.',
  },
};

const byApplicant = (row: ToldCase): Pick<ApplicationStatus, 'next' | 'deadline'> => {
  const isTheirTurn = !row.isCorrected && row.withdrawal === null && isReceiptAwaited(row);
  const ofState = isTheirTurn ? nextOf[row.state as ApplicationState] : undefined;
  const next = ofState && row.code ? nextOfCode(row.code) : ofState;
  if (!next) return {};
  const deadline = deadlineOf(row);
  return { next, ...(deadline ? { deadline: printJapanTime(deadline.getTime()) } : {}) };
};

/** False once every certificate is received, or has ended; before the issue there is none to be. */
const isReceiptAwaited = ({ state, isReceived, certificates }: ToldCase): boolean =>
  state !== 'issued' || (!isReceived && certificates.some((each) => each.state === 'issued'));

/** Until when it is their turn; a receipt whose deadline has passed is welcome all the same. */
function deadlineOf({ state, stateDeadline, certificates, code }: ToldCase): Date | undefined {
  // Until then the code can be used; once it cannot, another is to be ordered within the deadline of the state.
  if (code && isLive(code.state)) return code.lapsesAt;
  if (state !== 'issued') return stateDeadline ?? undefined;
  const [awaited] = certificates.filter((each) => each.state === 'issued' && !each.missedAt);
  return awaited?.acceptanceDeadline ?? undefined;
}

const isToBeMended = ({ outcome }: Branch): boolean => outcome === 'forbids';

/** The sentences of the rules by which the case was returned; what staff alone look at is not among them. */
function correctionsOf({ state, ruleSetId, notHolding, isCorrected }: ToldCase) {
  if (state !== 'returned' || isCorrected) return {};
  const ruleSet = findRuleSet(ruleSetId);
  const branches = ruleSet?.rules.flatMap((rule) =>
    rule.branches.map((branch) => ({ id: `${rule.id}/${branch.code}`, branch })),
  );
  const corrections = (branches ?? [])
    .filter(({ id, branch }) => notHolding.includes(id) && isToBeMended(branch))
    .map(({ id, branch }) => ({ rule: id, ja: branch.sentence.ja, en: branch.sentence.en }));
  return { corrections };
}

/** Addresses of a case and of its certificates, below the address of the API. */
export const pathsOf = (applicationId: string) => {
  const application = `/certificate-applications/${applicationId}`;
  const certificate = (order: number): string => `${application}/certificates/${order}`;
  return { application, certificate };
};

/** The code of a case that waits for its keys. */
const codeView = ({ code }: ToldCase): Pick<ApplicationStatus, 'code'> =>
  code
    ? {
        code: {
          codeNumber: code.codeNumber,
          state: code.state,
          attemptsLeft: Math.max(0, defaultPolicyValues.codeAttemptsMax - code.failures),
          lapsesAt: printJapanTime(code.lapsesAt.getTime()),
        },
      }
    : {};

/** What is shown: of what the applicant sent last, if the state does not say it yet. */
function toldOf(row: ToldCase): Said {
  const { state, isCorrected, withdrawal, code } = row;
  if (withdrawal === 'pending') return told.withdrawn;
  if (withdrawal === 'tooLate') return told.withdrawnTooLate;
  if (isCorrected) return told.corrected;
  if (code) return toldOfCode(code);
  return (state === 'issued' && toldOfCertificates(row)) || toldText(state as ApplicationState);
}

/** What is told of certificates after their issue (state table of certificates); undefined while there is nothing new. */
function toldOfCertificates({ isReceived, certificates }: ToldCase): Said | undefined {
  const are = (state: string): boolean =>
    certificates.length > 0 && certificates.every((each) => each.state === state);
  if (are('expired')) return toldOfEvent('expired');
  if (isReceived || are('accepted')) return toldOfEvent('receiptReceived');
  return certificates.some(({ missedAt, state }) => missedAt && state === 'issued')
    ? toldOfEvent('receiptMissed')
    : undefined;
}

const toldOfEvent = (event: string): Said | undefined =>
  acceptanceTransitions.find((row) => row.event === event)?.told;

/** Where an application stands, in plain words (the table of states says which). */
export function statusOf(row: ToldCase, publicUrl: string): ApplicationStatus {
  const paths = pathsOf(row.applicationId);
  return {
    applicationId: row.applicationId,
    state: row.state,
    told: { ...toldOf(row) },
    ...byApplicant(row),
    ...correctionsOf(row),
    ...codeView(row),
    certificates: row.certificates.map(({ state, ...certificate }) => {
      const { order, issuerKeyId, serialNumber, sha256 } = certificate;
      const address = `${publicUrl}${paths.certificate(order)}`;
      const links = {
        der: `${address}.cer`,
        pem: `${address}.pem`,
        chain: `${address}/chain.pem`,
      };
      const named = { order, issuerKeyId, serialNumber, sha256 };
      return { ...named, ...(state === null ? {} : { state }), links };
    }),
  };
}
