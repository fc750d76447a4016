import { createHash } from 'node:crypto';
import { EVIDENCE_KINDS } from '../../../books/events/row.ts';
import type { StoredEntry } from '../../../db/inspection/book-reader.ts';
import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { ReadingShown } from '../../../db/inspection/access.ts';
import type { RefusedDecision } from '../../../db/decision/record-decision.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { findRuleSet } from '../../../domain/decision/rule-sets.ts';
import type { CertificateService } from '../../../domain/governance/certificate-service.ts';
import type { ChipView } from '../components/chip.tsx';
import { attemptView, deadlineView, type DeadlineView } from '../components/deadline.tsx';
import type { StationView } from '../components/stations.tsx';
import { application } from '../words/case-list.ts';
import { casePage } from '../words/case-page.ts';
import { findings as findingWords } from '../words/findings.ts';
import { same, type Said } from '../words/said.ts';
import type { CaseOctets, Signer } from './case-evidence.ts';
import { certificateViews, type CertificateView } from './certificate-view.ts';
import { findingsView, type FindingsView, type StoredFinding } from './finding-view.ts';
import { readingsView, type ReadingView } from './reading-view.ts';
import { signedTextView, type SignedTextView } from './signed-text-view.ts';
import { barView, stateChip, stationsView, type BarView, type Standing } from './state-view.ts';
import { timelineView, type TimelineView } from './timeline-view.ts';
import { valuesView, type ValuesView } from './values-view.ts';

/** The document with what is proven of it. */
export interface SignedView {
  readonly document: SignedTextView | undefined;
  readonly sha256: string | undefined;
  readonly size: number;
  readonly dossierSha256: string | undefined;
  /** Undefined before the first evaluation. */
  readonly isExact: boolean | undefined;
  readonly isChainTrusted: boolean | undefined;
  readonly signingTime: Date | undefined;
  readonly markedLines: readonly number[];
}

/** That personal data cannot be read: since when, or that its keys are missing without an act. */
export type ErasureView = { readonly erasedAt: Date } | { readonly erasedAt: undefined };

/** A case as its page shows it. */
export interface CaseView {
  readonly now: Date;
  readonly id: string;
  /** Undefined once the key of the chain is destroyed. */
  readonly name: string | undefined;
  readonly chips: readonly ChipView[];
  readonly traits: readonly Said[];
  readonly deadline: { readonly label: Said; readonly view: DeadlineView } | undefined;
  readonly closedAt: Date | undefined;
  readonly stations: readonly StationView[];
  readonly erasure: ErasureView | undefined;
  readonly signed: SignedView;
  readonly values: ValuesView | undefined;
  readonly findings: FindingsView | undefined;
  readonly certificates: readonly CertificateView[];
  readonly timeline: TimelineView;
  readonly evidence: CaseFile['evidence'];
  readonly readings: readonly ReadingView[];
  readonly bar: BarView;
}

/** What a page of a case is made of. */
export interface CaseInput {
  readonly file: CaseFile;
  readonly octets: CaseOctets;
  readonly name: string | undefined;
  readonly entries: readonly StoredEntry[];
  readonly readings: readonly ReadingShown[];
  readonly staff: readonly StaffMember[];
  readonly services: readonly CertificateService[];
  readonly refused: readonly RefusedDecision[];
}

const standingOf = (file: CaseFile): Standing => ({
  state: file.state,
  notHolding: file.notHolding,
  outcome: file.evaluation?.outcome,
  nextAttemptAt: file.nextAttemptAt,
  stateDeadline: file.stateDeadline,
  keyDelivery: file.keyDelivery,
  decider: file.decision?.decider,
});

const erasureView = ({ erasedAt }: CaseFile, { hasKeys }: CaseOctets): ErasureView | undefined => {
  if (erasedAt !== null) return { erasedAt };
  return hasKeys ? undefined : { erasedAt: undefined };
};

const ERASED: ChipView = { kind: 'plain', icon: 'key', word: casePage.erased.chip };

function chipsOf(file: CaseFile, findings: FindingsView | undefined): ChipView[] {
  const state = stateChip({ ...file, outcome: file.evaluation?.outcome });
  if (file.erasedAt) return [state, ERASED];
  if (file.closedAt) return [state];
  const refers = findings?.open.filter(({ outcome }) => outcome === 'refers').length ?? 0;
  if (refers === 0 || !['waiting', 'review'].includes(file.state)) return [state];
  const word = findingWords.toJudge(refers);
  const judge: ChipView = { kind: 'refers', icon: 'person', word };
  return file.state === 'review' && state.kind === 'refers' ? [judge] : [state, judge];
}

const routeWord = (route: string): Said =>
  Object.hasOwn(application.routes, route)
    ? application.routes[route as keyof typeof application.routes]
    : same(route);

function traitsOf(
  file: CaseFile,
  document: SignedTextView | undefined,
  services: CaseInput['services'],
): Said[] {
  const text = document?.isShown ? document.text : undefined;
  const orders = (text?.orders ?? []).map(({ certificateType, validityMonths }): Said => {
    const type = application.certificateTypes[certificateType];
    const months = application.months(validityMonths);
    return { ja: `${type.ja} ${months.ja}`, en: `${type.en}, ${months.en}` };
  });
  const service = services.find(({ id }) => id === file.service)?.name ?? same(file.service);
  return [
    application.version(file.edition),
    ...orders,
    routeWord(file.identityRoute),
    service,
    application.portal(file.portalName ?? '—'),
  ];
}

const DEADLINES = {
  review: casePage.head.reviewDeadline,
  returned: casePage.head.answerDeadline,
  approved: casePage.head.instructDeadline,
} as const;

function deadlineOf(file: CaseFile, now: Date): CaseView['deadline'] {
  if (file.closedAt) return undefined;
  const { state, stateDeadline } = file;
  if (stateDeadline && Object.hasOwn(DEADLINES, state)) {
    const since = state === 'returned' ? file.changedAt : undefined;
    const label = DEADLINES[state as keyof typeof DEADLINES];
    return { label, view: deadlineView(stateDeadline, now, since) };
  }
  if (state === 'waiting' && file.nextAttemptAt) {
    return { label: casePage.head.nextAttempt, view: attemptView(file.nextAttemptAt, now) };
  }
  return { label: casePage.head.caseDeadline, view: deadlineView(file.caseDeadline, now) };
}

const holds = (
  findings: FindingsView | undefined,
  rules: readonly string[],
): boolean | undefined => {
  if (!findings) return undefined;
  const held = new Set(findings.holding.map(({ id }) => id));
  const tried = [...held, ...findings.open.map(({ id }) => id.split('/')[0])];
  // Of a rule that was not tried nothing is said.
  if (!rules.every((rule) => tried.includes(rule))) return undefined;
  return rules.every((rule) => held.has(rule));
};

function signedView(
  { file, octets }: CaseInput,
  document: SignedTextView | undefined,
  findings: FindingsView | undefined,
): SignedView {
  const { signedText, signer } = octets;
  return {
    document,
    sha256: signedText && createHash('sha256').update(signedText).digest('hex'),
    size: signedText?.length ?? 0,
    dossierSha256: file.evaluation?.dossierSha256,
    isExact: holds(findings, ['signature.valid', 'text.handedOut']),
    isChainTrusted: holds(findings, ['jpki.chain']),
    signingTime: signer?.signingTime,
    markedLines: (findings?.open ?? []).flatMap(({ line }) => (line === undefined ? [] : [line])),
  };
}

/** Months that the rule set of the case allows; for an unknown one the law's five years. */
const maxMonthsOf = (ruleSetId: string): number =>
  Number(findRuleSet(ruleSetId)?.parameters['maxValidityMonths'] ?? 60);

function valuesOf(
  document: SignedTextView | undefined,
  signer: Signer | undefined,
  ruleSetId: string,
): ValuesView | undefined {
  const text = document?.isShown ? document.text : undefined;
  return text && valuesView(text, signer, maxMonthsOf(ruleSetId));
}

const placeOf = (kind: string): number => {
  const place = (EVIDENCE_KINDS as readonly string[]).indexOf(kind);
  return place < 0 ? EVIDENCE_KINDS.length : place;
};

/** Evidence of the newest version first, and what the applicant signed before what was made of it. */
const inOrder = (evidence: CaseFile['evidence']): CaseFile['evidence'] =>
  evidence.toSorted((a, b) => b.edition - a.edition || placeOf(a.kind) - placeOf(b.kind));

/** A case as its page shows it at a moment. */
export function caseView(input: CaseInput, now: Date): CaseView {
  const { file, octets, name, entries, readings, staff, services, refused } = input;
  const document = octets.signedText && signedTextView(octets.signedText);
  const { evaluation } = file;
  const findings =
    evaluation &&
    findingsView(
      evaluation.findings as StoredFinding[],
      evaluation.ruleSetId,
      document ?? { isShown: false },
    );
  const standing = standingOf(file);
  return {
    now,
    id: file.id,
    name,
    chips: chipsOf(file, findings),
    traits: traitsOf(file, document, services),
    deadline: deadlineOf(file, now),
    closedAt: file.closedAt ?? undefined,
    stations: stationsView(standing),
    erasure: erasureView(file, octets),
    signed: signedView(input, document, findings),
    values: valuesOf(document, octets.signer, file.ruleSetId),
    findings,
    certificates: certificateViews(file, octets.certificates),
    timeline: timelineView(entries, standing, { staff, refused, now }),
    evidence: inOrder(file.evidence),
    readings: readingsView(readings),
    bar: barView(standing, staff, now),
  };
}
