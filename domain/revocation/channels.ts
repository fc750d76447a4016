import { all, any, is, isIn } from '../decision/condition.ts';

/** The request is a text signed through a portal. */
export const BY_SIGNED_TEXT = isIn('channel', ['portalJpki', 'portalOwnCertificate']);

/** The request came by telephone. */
export const BY_TELEPHONE = is('channel', 'telephone');

/** The request came on paper. */
export const BY_PAPER_FORM = is('channel', 'paperForm');

/** The request came from somebody else than the subscriber. */
export const BY_THIRD_PARTY = is('channel', 'thirdParty');

/** We ourselves found a ground (規則6条10号). */
export const EX_OFFICIO = is('channel', 'exOfficio');

/** There is somebody to compare with the subscriber. */
export const REQUESTER_COMPARED = any(
  isIn('channel', ['portalJpki', 'portalOwnCertificate', 'paperForm']),
  all(BY_TELEPHONE, is('callback', 'confirmed')),
);

/** The request may be granted without a person, if all else holds (規則6条15号ロ). */
export const DECIDABLE_BY_MACHINE = isIn('channel', [
  'portalJpki',
  'portalOwnCertificate',
  'replacement',
]);
