import type { ReceiptText } from '../application/receipt-text.ts';

/** A receipt as its row of inputs says it: hashes and codes. The text and its signature are evidence. */
export interface ReceiptContent {
  readonly v: 1;
  readonly kind: 'receipt';
  readonly method: ReceiptText['method'];
  readonly textSha256: string;
  /** SHA-256 of each certificate that it names. */
  readonly certificates: readonly string[];
  readonly evidence: readonly {
    readonly kind: ReceiptEvidenceKind;
    readonly sha256: string;
    readonly size: number;
  }[];
  /** Who took a receipt on paper, in which role and where; absent for what a portal sent. */
  readonly officer?: string;
  readonly role?: string;
  readonly terminal?: string;
}

const KINDS = ['signedText', 'signatureContainer', 'physicalOriginal'] as const;

/** What is kept of a receipt: the text, and what the subscriber put under it. */
export type ReceiptEvidenceKind = (typeof KINDS)[number];

/** Tells what the entry of a receipt names from what is kept beside it. */
export const isReceiptEvidence = <Of extends { readonly kind: string }>(
  of: Of,
): of is Of & { readonly kind: ReceiptEvidenceKind } =>
  (KINDS as readonly string[]).includes(of.kind);

const HASH = /^[0-9a-f]{64}$/;
const METHODS: readonly unknown[] = ['receivedCertificate', 'jpki', 'paper'];

const isHash = (value: unknown): value is string => typeof value === 'string' && HASH.test(value);

const isEvidence = (value: unknown): boolean => {
  const { kind, sha256, size } = Object(value) as Readonly<Record<string, unknown>>;
  return (
    (KINDS as readonly unknown[]).includes(kind) && isHash(sha256) && Number.isSafeInteger(size)
  );
};

/** Reads what a row of inputs says; undefined if that is no receipt. */
export function readReceiptContent(content: unknown): ReceiptContent | undefined {
  const said = Object(content) as Readonly<Record<string, unknown>>;
  const { certificates, evidence } = said;
  const isOne =
    said['v'] === 1 &&
    said['kind'] === 'receipt' &&
    METHODS.includes(said['method']) &&
    isHash(said['textSha256']) &&
    Array.isArray(certificates) &&
    certificates.every(isHash) &&
    Array.isArray(evidence) &&
    evidence.every(isEvidence) &&
    (said['method'] === 'paper') === (typeof said['officer'] === 'string');
  return isOne ? (said as unknown as ReceiptContent) : undefined;
}
