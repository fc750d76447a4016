import { shapeOf, type CertificateShape } from '../../domain/issuance/certificate-profiles.ts';
import type { Lint, Linted } from './lint.ts';
import type { AuthorityContent, CertificateContent } from './certificate-profile.ts';
import { isCanonicalDer } from './canonical-der.ts';
import { EXTENSION_LINTS } from './extension-lints.ts';
import { FIELD_LINTS } from './field-lints.ts';
import { SUBJECT_LINTS } from './subject-lints.ts';
import { readTbs, type TbsReading } from './tbs-reading.ts';

/** A rule that a certificate about to be signed breaks. */
export type LintFinding = Pick<Lint, 'id' | 'source'>;

const READABLE = { id: 'readable', source: 'RFC 5280 §4.1' } as const;
const CANONICAL = { id: 'canonicalDer', source: 'X.690 §10, §11' } as const;
const KIND_KNOWN = { id: 'kindKnown', source: '規則6条7号' } as const;

const LINTS: readonly Lint[] = [...FIELD_LINTS, ...SUBJECT_LINTS, ...EXTENSION_LINTS];

/** All rules, with the texts they come from. */
export const LINT_RULES: readonly LintFinding[] = [READABLE, CANONICAL, KIND_KNOWN, ...LINTS].map(
  ({ id, source }) => ({ id, source }),
);

const isKept = ({ holds }: Lint, of: Linted): boolean => {
  try {
    return holds(of);
  } catch {
    // What cannot be read there breaks the rule that would read it.
    return false;
  }
};

/** The finding that no lint can look beyond, or the reading. */
function readingOf(tbs: Buffer): TbsReading | LintFinding {
  try {
    const read = readTbs(tbs);
    return isCanonicalDer(tbs) ? read : CANONICAL;
  } catch {
    return READABLE;
  }
}

/**
 * Reads a TBS back as a stranger would, and holds it against what it was made from and the document of
 * profiles. Nothing here is shared with what writes certificates but the primitives of DER.
 *
 * @returns the rules it breaks; none is the only answer that may be signed.
 */
export function lintTbsCertificate(
  tbs: Buffer,
  asked: CertificateContent | AuthorityContent,
): LintFinding[] {
  const shape = shapeKept(asked);
  if (!shape) return [KIND_KNOWN];
  const read = readingOf(tbs);
  if ('id' in read) return [read];
  const of = { read, asked, shape };
  return LINTS.filter((lint) => !isKept(lint, of)).map(({ id, source }) => ({ id, source }));
}

const shapes = new WeakMap<object, Map<string, CertificateShape | undefined>>();

function shapeKept({
  profile,
  certificateType,
}: CertificateContent | AuthorityContent): CertificateShape | undefined {
  let ofDocument = shapes.get(profile);
  if (!ofDocument) shapes.set(profile, (ofDocument = new Map()));
  if (!ofDocument.has(certificateType)) {
    ofDocument.set(certificateType, shapeOf(profile, certificateType));
  }
  return ofDocument.get(certificateType);
}
