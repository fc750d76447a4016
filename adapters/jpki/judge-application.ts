import { hash } from 'node:crypto';

import { isTrue } from '../../domain/decision/condition.ts';
import type { Facts } from '../../domain/decision/facts.ts';
import type { Outcome, Rule, RuleSet } from '../../domain/decision/rule-set.ts';
import { type SignedTextReading, readSignedText } from '../../domain/application/signed-text.ts';
import type { X509Certificate } from '../x509/certificate.ts';
import { certificateFacts } from './certificate-facts.ts';
import { octetsOfPem } from './container-accident.ts';
import { readJpkiCertificate } from './jpki-certificate.ts';
import { resolveChain } from './jpki-chain.ts';
import { readSignatureContainer, type SignatureContainer } from './signature-container.ts';
import { accidentOfSignature, accidentOfText } from './text-accident.ts';
import { UnreadableContainer } from './unreadable-container.ts';

/** A signed application as it is found, and what it is judged by. */
export interface FoundApplication {
  /** CMS, PDF or XML; of CMS also as PEM. */
  readonly container: Buffer;
  /** The text, if the container is detached. */
  readonly text?: Buffer | undefined;
  /** The instant of receipt and of judging. */
  readonly at: Date;
  /** CA certificates of J-LIS; without any no issuer is known. */
  readonly anchors: readonly X509Certificate[];
  readonly ruleSet: RuleSet;
}

/** What one rule says: its id, with the code of the branch if it does not hold. */
export interface ApplicationFinding {
  readonly rule: string;
  readonly outcome: Outcome;
  /** A sentence, or a code after it; never of a person. */
  readonly detail: string;
}

/** Whether every rule holds that container, text and certificate alone can answer. */
export interface JudgedApplication {
  readonly valid: boolean;
  readonly findings: readonly ApplicationFinding[];
  /** Hexadecimal, of the text that was judged. */
  readonly textSha256: string;
}

/** Rules whose facts are all in the file. J-LIS, registers and keys answer the others. */
const isAnswerable = ({ id }: Rule): boolean => /^(signature|jpki)\./.test(id);

function findingOf(
  rule: Rule,
  { facts, parameters }: { facts: Partial<Facts>; parameters: RuleSet['parameters'] },
): ApplicationFinding[] {
  const context = { facts: { ...facts }, parameters, isComplete: true };
  if (rule.applies !== undefined && !isTrue(rule.applies, context)) return [];
  const branch = rule.branches.find(({ when }) => isTrue(when, context));
  const holds = { rule: rule.id, outcome: 'holds', detail: rule.holds.en } as const;
  return branch === undefined
    ? [holds]
    : [{ rule: `${rule.id}/${branch.code}`, outcome: branch.outcome, detail: branch.sentence.en }];
}

/** The text that the signature is about. @throws UnreadableContainer `textMissing`, `otherText` */
function textOf({ text }: SignatureContainer, beside: Buffer | undefined): Buffer {
  if (text && beside && !text.equals(beside)) throw new UnreadableContainer('otherText');
  const octets = text ?? beside;
  if (octets === undefined) throw new UnreadableContainer('textMissing');
  return octets;
}

function textFinding(octets: Buffer, reading: SignedTextReading): ApplicationFinding {
  if (reading.ok) {
    return { rule: 'text.grammar', outcome: 'holds', detail: `Text of kind ${reading.text.kind}.` };
  }
  const accident = accidentOfText(octets);
  const detail = `Line ${reading.line}: ${reading.reason}${accident ? `; ${accident}` : ''}.`;
  return { rule: 'text.grammar', outcome: 'forbids', detail };
}

function factsOf(
  container: SignatureContainer,
  { textOctets, createdAt }: { readonly textOctets: Buffer; readonly createdAt: Date },
  { at, anchors }: FoundApplication,
): Partial<Facts> {
  const { certificate, signer } = container;
  const read = certificate && signer ? readJpkiCertificate(certificate, signer) : undefined;
  if (read === undefined || read.encoding === 'unreadable') {
    const unreadable = { certificateEncoding: 'unreadable', signature: 'unreadable' } as const;
    return { signatureContainer: container.kind, ...unreadable };
  }
  const chain = resolveChain({ certificate: read.certificate, anchors, at }).verdict;
  const times = { createdAt, receivedAt: at, now: at };
  const facts = certificateFacts({ container, textOctets, read, chain, ...times });
  return { ...facts, birthDate: read.birthDate.verdict };
}

/** Names the accident behind a signature that does not match. */
function explained(
  findings: readonly ApplicationFinding[],
  accident: () => string | undefined,
): ApplicationFinding[] {
  return findings.map((finding) => {
    const found = finding.rule === 'signature.valid/mismatch' ? accident() : undefined;
    return found === undefined ? finding : { ...finding, detail: `${finding.detail} ${found}.` };
  });
}

/**
 * Judges a signed application by itself: container, text, signature and certificate, at an instant and
 * under the CA certificates that are given. Whether J-LIS says the certificate is good, and everything
 * that needs a register, is left out. A plain function of its input; a hostile one costs little.
 *
 * @throws UnreadableContainer that says why, and nothing else
 */
export function judgeApplication(found: FoundApplication): JudgedApplication {
  const container = readSignatureContainer(octetsOfPem(found.container) ?? found.container);
  const textOctets = textOf(container, found.text);
  const reading = readSignedText(textOctets);
  const createdAt =
    reading.ok && 'createdAt' in reading.text ? new Date(reading.text.createdAt) : found.at;
  const facts = {
    identityRoute: 'jpki',
    ...factsOf(container, { textOctets, createdAt }, found),
  } as const;
  const { rules, parameters } = found.ruleSet;
  const judged = rules
    .filter(isAnswerable)
    .flatMap((rule) => findingOf(rule, { facts, parameters }));
  const findings = [
    textFinding(textOctets, reading),
    ...explained(judged, () => accidentOfSignature(container, textOctets)),
  ];
  const valid = findings.every(({ outcome }) => outcome === 'holds');
  return { valid, findings, textSha256: hash('sha256', textOctets) };
}
