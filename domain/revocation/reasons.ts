import type { Told } from '../governance/state-table.ts';

/** Every reason that a list of ours can name (RFC 5280 §5.3.1); `certificateHold` is a suspension, never a revocation. */
export type CrlReason =
  | 'unspecified'
  | 'keyCompromise'
  | 'cACompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation'
  | 'certificateHold'
  | 'privilegeWithdrawn';

/** What there is to know of a reason for a revocation. */
export interface RevocationReason {
  readonly said: Told;
  /** A subscriber may ask for it (失効請求書); the others are found by us. */
  readonly isAskedBySubscribers: boolean;
  /** May bear the day on which the danger arose (RFC 5280 §5.3.2). */
  readonly hasInvalidityDate: boolean;
  /** A revocation for it can become one for `keyCompromise` later. */
  readonly isUpgradable: boolean;
}

/** The table of reasons that a decider may choose (規則6条10号; RFC 5280 §5.3.1). */
export const revocationReasons = {
  keyCompromise: {
    said: { ja: '鍵が他人に使われるおそれがある', en: 'the key may be used by somebody else' },
    isAskedBySubscribers: true,
    hasInvalidityDate: true,
    isUpgradable: false,
  },
  affiliationChanged: {
    said: { ja: '記載事項が変わった', en: 'recorded details have changed' },
    isAskedBySubscribers: true,
    hasInvalidityDate: false,
    isUpgradable: true,
  },
  superseded: {
    said: { ja: '新しい証明書に替える', en: 'a new certificate takes its place' },
    isAskedBySubscribers: true,
    hasInvalidityDate: false,
    isUpgradable: true,
  },
  cessationOfOperation: {
    said: { ja: '利用をやめる', en: 'the certificate is not used any more' },
    isAskedBySubscribers: true,
    hasInvalidityDate: false,
    isUpgradable: true,
  },
  privilegeWithdrawn: {
    said: { ja: '規程に定める事由がある', en: 'a ground that the CPS names' },
    isAskedBySubscribers: false,
    hasInvalidityDate: false,
    isUpgradable: true,
  },
} as const satisfies Partial<Readonly<Record<CrlReason, RevocationReason>>>;

/** A reason that a decider may choose. */
export type RevocationReasonCode = keyof typeof revocationReasons;
