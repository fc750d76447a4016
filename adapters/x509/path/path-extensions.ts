import { EXTENSION, type X509Certificate } from '../certificate.ts';
import {
  children,
  type DerElement,
  expectTag,
  MalformedDer,
  oidOf,
  readExactly,
} from '../der-reader.ts';
import { readOnce } from '../read-once.ts';
import { type GeneralName, generalNamesIn, subtreeBaseOf } from './general-names.ts';

const MAPPINGS_MAX = 128;
const SUBTREES_MAX = 1024;

/** One pair of policyMappings (RFC 5280 §4.2.1.5), dotted identifiers. */
export interface PolicyMapping {
  readonly issuerDomain: string;
  readonly subjectDomain: string;
}

/** policyMappings, none if absent. @throws MalformedDer */
export const policyMappings = readOnce(({ extensions }: X509Certificate): PolicyMapping[] => {
  const extension = extensions.get(EXTENSION.policyMappings);
  if (extension === undefined) return [];
  const list = children(readExactly(extension.value, 0x30));
  if (list.length === 0 || list.length > MAPPINGS_MAX) throw new MalformedDer('odd mappings');
  return list.map((pair) => {
    const [issuer, subject, ...more] = children(expectTag(pair, 0x30));
    if (more.length > 0) throw new MalformedDer('mapping has odd parts');
    return { issuerDomain: oidOf(issuer), subjectDomain: oidOf(subject) };
  });
});

/** SkipCerts of policyConstraints (RFC 5280 §4.2.1.11). */
export interface PolicyConstraints {
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
}

/** SkipCerts behind an implicit tag: over 127 is more than any path here is long. */
function skipCertsOf(element: DerElement): number {
  const { content } = element;
  if (content.length === 0 || ((content[0] ?? 0) & 0x80) !== 0) {
    throw new MalformedDer('number of certificates is negative or empty');
  }
  return content.length === 1 ? (content[0] ?? 0) : 128;
}

/** policyConstraints, if it is there. @throws MalformedDer also if it is empty */
export function policyConstraints({ extensions }: X509Certificate): PolicyConstraints | undefined {
  const extension = extensions.get(EXTENSION.policyConstraints);
  if (extension === undefined) return undefined;
  const parts = children(readExactly(extension.value, 0x30));
  const isOrdered = parts.every(({ tag }, i) => tag > (parts[i - 1]?.tag ?? 0));
  const isKnown = parts.every(({ tag }) => tag === 0x80 || tag === 0x81);
  if (parts.length === 0 || !isOrdered || !isKnown) throw new MalformedDer('odd constraints');
  const [require, inhibit] = [0x80, 0x81].map((tag) => parts.find((part) => part.tag === tag));
  return {
    requireExplicitPolicy: require && skipCertsOf(require),
    inhibitPolicyMapping: inhibit && skipCertsOf(inhibit),
  };
}

/** SkipCerts of inhibitAnyPolicy (RFC 5280 §4.2.1.14), if it is there. @throws MalformedDer */
export function inhibitAnyPolicy({ extensions }: X509Certificate): number | undefined {
  const extension = extensions.get(EXTENSION.inhibitAnyPolicy);
  return extension && skipCertsOf(readExactly(extension.value, 0x02));
}

/** Subtrees of nameConstraints (RFC 5280 §4.2.1.10). */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** Minimum zero and no maximum, which alone RFC 5280 knows: the base is all there is. */
function subtreeBase(subtree: DerElement): GeneralName {
  const [base, ...distances] = children(expectTag(subtree, 0x30));
  if (base === undefined || distances.length > 0) {
    throw new MalformedDer('subtree has no base, or distances');
  }
  return subtreeBaseOf(base);
}

function subtreesOf(element: DerElement | undefined): GeneralName[] {
  if (element === undefined) return [];
  const list = children(element);
  if (list.length === 0 || list.length > SUBTREES_MAX) throw new MalformedDer('odd subtrees');
  return list.map(subtreeBase);
}

/** nameConstraints, if it is there. @throws MalformedDer also for minimum and maximum */
export const nameConstraints = readOnce(({ extensions }: X509Certificate) => {
  const extension = extensions.get(EXTENSION.nameConstraints);
  if (extension === undefined) return undefined;
  const parts = children(readExactly(extension.value, 0x30));
  const tags = parts.map(({ tag }) => tag).join();
  if (!['160', '161', '160,161'].includes(tags)) throw new MalformedDer('odd name constraints');
  const constraints: NameConstraints = {
    permitted: subtreesOf(parts.find(({ tag }) => tag === 0xa0)),
    excluded: subtreesOf(parts.find(({ tag }) => tag === 0xa1)),
  };
  return constraints;
});

/** Names of subjectAltName, none if absent. @throws MalformedDer */
export const subjectAltNames = readOnce(({ extensions }: X509Certificate): GeneralName[] => {
  const extension = extensions.get(EXTENSION.subjectAltName);
  return extension ? generalNamesIn(readExactly(extension.value, 0x30)) : [];
});
