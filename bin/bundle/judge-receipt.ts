import { judgeContainer } from '../../adapters/jpki/judge-signature.ts';
import { resolveChain } from '../../adapters/jpki/jpki-chain.ts';
import { tryReadSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import { readSignedText, type ApplicationText } from '../../domain/application/signed-text.ts';
import { CLOCK_SKEW_MS } from '../../domain/identity/clock-skew.ts';
import { evidenceOf, type BundledEvidence } from './bundled-evidence.ts';
import type { BundleFindings } from './findings.ts';
import { judgeProof } from './judge-proof.ts';
import type { ProvenEntry } from './proven-entries.ts';
import type { Trust } from './trust.ts';

/** What the case rests on, as it was proven. */
export interface JudgedReceipt {
  readonly text: ApplicationText;
  /** The entry of the receipt of that text. */
  readonly receipt: ProvenEntry;
  /** The card's certificate and the CA that issued it. */
  readonly signer: X509Certificate;
  readonly issuer: X509Certificate;
}

/** What the parts of a case are judged with. */
export interface CaseJudging {
  readonly caseId: string;
  readonly entries: readonly ProvenEntry[];
  readonly evidence: BundledEvidence;
  readonly trust: Trust;
  readonly findings: BundleFindings;
}

const RECEIVING = ['application.received', 'application.corrected'];

/** The last edition of the text decides: it is what was approved. */
const lastReceipt = (entries: readonly ProvenEntry[]): ProvenEntry | undefined =>
  entries.findLast(({ entry }) => RECEIVING.includes(entry.event));

/**
 * Judges text, signature and chain of the application at the time that is proven for it: after the text
 * was made, for it carries our nonce, and before the receipt, for a stamp covers that entry.
 */
export function judgeReceipt(judging: CaseJudging): JudgedReceipt | undefined {
  const { caseId, evidence, findings, entries } = judging;
  const receipt = lastReceipt(entries);
  if (!receipt) {
    findings.fail('time.proven', 'no entry of a receipt');
    return undefined;
  }
  const octets = evidenceOf(receipt, 'signedText', evidence);
  const read = octets && readSignedText(octets);
  const text = read?.ok && read.text.kind === 'application' ? read.text : undefined;
  const isOurs = text?.applicationId === caseId && text.identityRoute === 'jpki';
  findings.judge('text.form', isOurs, isOurs ? `edition ${text.edition}` : 'not of this case');
  if (!octets || !isOurs) return undefined;
  const window = windowOf(text, receipt, findings);
  const kept = evidenceOf(receipt, 'signatureContainer', evidence);
  const container = kept && tryReadSignatureContainer(kept);
  const signature = container ? judgeContainer(container, octets) : 'unreadable';
  findings.judge('signature.value', signature === 'valid', signature);
  const signer = container?.signer;
  const issuer = signer && judgeSigner(signer, window, judging);
  return signer && issuer ? { text, receipt, signer, issuer } : undefined;
}

/** When the signing was, at the earliest and the latest. */
interface Window {
  readonly from: Date;
  readonly to: Date;
}

function windowOf(text: ApplicationText, receipt: ProvenEntry, findings: BundleFindings): Window {
  const { entry, provenAt } = receipt;
  const window = { from: new Date(text.createdAt), to: new Date(entry.at) };
  judgeProof('receipt', receipt, findings);
  if (!provenAt) return window;
  const isInOrder =
    window.from <= window.to && window.to.getTime() <= provenAt.getTime() + CLOCK_SKEW_MS;
  const detail = [window.from, window.to, provenAt].map((time) => time.toISOString()).join(' ≤ ');
  findings.judge('time.order', isInOrder, detail);
  return window;
}

/** @returns the CA that issued the card's certificate, if it is believed */
function judgeSigner(
  signer: X509Certificate,
  { from, to }: Window,
  { trust, findings }: CaseJudging,
): X509Certificate | undefined {
  const { verdict, issuer } = resolveChain({ certificate: signer, anchors: trust.jpki, at: to });
  findings.judge('signature.chain', verdict === 'trusted', verdict);
  const isValid = signer.notBefore <= from && to <= signer.notAfter;
  const validity = [signer.notBefore, signer.notAfter].map((time) => time.toISOString());
  findings.judge('signature.validity', isValid, `valid ${validity.join(' to ')}`);
  return issuer;
}
