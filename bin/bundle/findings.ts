/** The rules that a bundle is verified by, in the order in which they are tried. */
export const BUNDLE_RULES = [
  'bundle.files',
  'bundle.trust',
  'log.checkpoint',
  'log.consistency',
  'log.stamp',
  'log.renewal',
  'entries.inclusion',
  'entries.sequence',
  'evidence.hash',
  'evidence.whole',
  'time.proven',
  'text.form',
  'time.order',
  'signature.value',
  'signature.chain',
  'signature.validity',
  'status.question',
  'status.answer',
  'status.good',
  'status.fresh',
  'certificate.issuer',
  'certificate.validity',
  'certificate.subject',
  'certificate.key',
] as const;

/** One of {@link BUNDLE_RULES}. */
export type BundleRule = (typeof BUNDLE_RULES)[number];

/**
 * What a rule came to. `unknown`: it could not be determined, which is never valid. `notes` says something
 * to a reader and makes nothing invalid.
 */
export interface BundleFinding {
  readonly rule: BundleRule;
  readonly outcome: 'holds' | 'fails' | 'unknown' | 'notes';
  /** Lower-case fragment; paths, hashes, codes and times, never personal data. */
  readonly detail: string;
}

/** What a bundle was found to be. */
export interface BundleVerdict {
  readonly valid: boolean;
  readonly findings: readonly BundleFinding[];
}

const place = ({ rule }: BundleFinding): number => BUNDLE_RULES.indexOf(rule);

/** Findings as they come; a rule may have several. */
export class BundleFindings {
  readonly #all: BundleFinding[] = [];

  /** Records whether a rule holds. @returns the same */
  judge(rule: BundleRule, holds: boolean, detail: string): boolean {
    this.#all.push({ rule, outcome: holds ? 'holds' : 'fails', detail });
    return holds;
  }

  fail(rule: BundleRule, detail: string): void {
    this.judge(rule, false, detail);
  }

  unknown(rule: BundleRule, detail: string): void {
    this.#all.push({ rule, outcome: 'unknown', detail });
  }

  note(rule: BundleRule, detail: string): void {
    this.#all.push({ rule, outcome: 'notes', detail });
  }

  /** Valid only if the signature was judged, nothing fails and nothing stays unknown. */
  verdict(): BundleVerdict {
    const isSpoilt = this.#all.some(({ outcome }) => outcome === 'fails' || outcome === 'unknown');
    return {
      valid: !isSpoilt && this.#all.some(({ rule }) => rule === 'signature.value'),
      findings: this.#all.toSorted((a, b) => place(a) - place(b)),
    };
  }
}
