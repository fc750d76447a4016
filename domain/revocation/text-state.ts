/** What is known of a text that was handed out. */
export interface KnownText {
  readonly textSha256: string;
  readonly portalId: string;
  readonly isUsed: boolean;
  readonly expiresAt: Date;
}

/** Fact `textState` of a request for revocation; a text of another transaction is never a request. */
export type RequestTextState =
  | 'current'
  | 'expired'
  | 'altered'
  | 'notHandedOut'
  | 'alreadyUsed'
  | 'otherPortal';

/**
 * Says in what state the text of a request was when it came. The worst comes first: none of them keeps a
 * request from being received, and all but `current` send it to a person (規則6条10号).
 *
 * @param known the text with the same nonce
 */
export function judgeRequestText(
  { textSha256, portalId, at }: { textSha256: string; portalId: string; at: Date },
  known: KnownText | undefined,
): RequestTextState {
  if (!known) return 'notHandedOut';
  if (known.textSha256 !== textSha256) return 'altered';
  if (known.portalId !== portalId) return 'otherPortal';
  if (known.isUsed) return 'alreadyUsed';
  return known.expiresAt < at ? 'expired' : 'current';
}

/** Fact `channel` of a request that a portal sent, by the method that its text names. */
export const channelOfMethod = {
  jpki: 'portalJpki',
  ownCertificate: 'portalOwnCertificate',
  paper: 'paperForm',
} as const;
