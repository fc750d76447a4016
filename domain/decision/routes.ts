import { all, is, isIn, isNot } from './condition.ts';

/** The application is signed with a JPKI signature certificate (規則5条1項2号). */
export const BY_JPKI = is('identityRoute', 'jpki');

/** The application is signed, by JPKI or by a certificate of ours (規則5条1項2号、2項). */
export const BY_SIGNATURE = isIn('identityRoute', ['jpki', 'ownCertificate']);

/** The application is on paper (規則5条1項1号). */
export const ON_PAPER = isIn('identityRoute', [
  'paperPresented',
  'paperSealRegistered',
  'paperInquiry',
]);

/** The JPKI certificate can be read. */
export const WITH_JPKI_CERTIFICATE = all(BY_JPKI, isNot('certificateEncoding', 'unreadable'));

/** Our certificate that signed can be read (規則5条2項). */
export const WITH_OWN_CERTIFICATE = all(
  is('identityRoute', 'ownCertificate'),
  isNot('certificateEncoding', 'unreadable'),
);

/** The device is recorded, so what comes from it can be counted. */
export const DEVICE_RECORDED = isIn('deviceEvidence', ['attested', 'recorded']);

/** The application comes from an app and not from a registered web portal. */
export const FROM_AN_APP = all(BY_SIGNATURE, isNot('deviceEvidence', 'webPortal'));

/** A subscriber's key is there. */
export const KEY_RECEIVED = is('keyReceived', true);

/** The key comes with the application (公的個人認証法規則26条5号イ). */
export const SIMULTANEOUS = is('keyDelivery', 'simultaneous');

/** The key comes after a code (規則6条3号の2). */
export const BY_CODE = is('keyDelivery', 'code');
