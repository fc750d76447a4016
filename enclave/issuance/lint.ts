import type { CertificateShape } from '../../domain/issuance/certificate-profiles.ts';
import type { AuthorityContent, CertificateContent } from './certificate-profile.ts';
import type { TbsReading } from './tbs-reading.ts';

/** A certificate about to be signed: as its octets say, and as it was asked for. */
export interface Linted {
  readonly read: TbsReading;
  readonly asked: CertificateContent | AuthorityContent;
  readonly shape: CertificateShape;
}

/** One rule that every certificate keeps. */
export interface Lint {
  readonly id: string;
  /** The text it comes from. */
  readonly source: string;
  /** False, or a `MalformedDer`, if the rule is broken. */
  readonly holds: (of: Linted) => boolean;
}
