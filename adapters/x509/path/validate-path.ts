import {
  authorityKeyIdentifier,
  basicConstraints,
  certificatePolicies,
  EXTENSION,
  extendedKeyUsages,
  KEY_USAGE,
  keyUsageBits,
  subjectKeyIdentifier,
  type X509Certificate,
} from '../certificate.ts';
import { MalformedDer } from '../der-reader.ts';
import { readOnce } from '../read-once.ts';
import { PATH_LENGTH_MAX, type CertificationPath } from './build-paths.ts';
import type { Effort } from './effort.ts';
import { ConstrainedNames } from './name-constraints.ts';
import { isSelfIssued, type PathCertificate } from './path-certificate.ts';
import {
  inhibitAnyPolicy,
  nameConstraints,
  policyConstraints,
  policyMappings,
  subjectAltNames,
} from './path-extensions.ts';
import { ANY_POLICY, PolicyGraph } from './policy-graph.ts';

/** Rules that a path can break, in the words of findings. */
export type PathRule =
  | 'anchor'
  | 'validity'
  | 'extensions'
  | 'criticalExtension'
  | 'nameConstraints'
  | 'basicConstraints'
  | 'pathLength'
  | 'keyUsage'
  | 'policies';

/** A broken rule. `at` counts certificates from 1, the one the anchor issued; 0 is the anchor. */
export interface PathFailure {
  readonly rule: PathRule;
  readonly at: number;
  readonly detail: string;
}

/** Inputs (b) to (g) of RFC 5280 §6.1.1. */
export interface PathInputs {
  readonly at: Date;
  /** user-initial-policy-set; default: any policy. */
  readonly policies?: readonly string[] | undefined;
  readonly explicitPolicy?: boolean | undefined;
  readonly inhibitPolicyMapping?: boolean | undefined;
  readonly inhibitAnyPolicy?: boolean | undefined;
}

/** With whether the status of the certificates is judged by CRLs. */
export interface ValidationInputs extends PathInputs {
  readonly areCrlsAsked: boolean;
}

/** Extensions that are processed here or in the search for a path: they may be critical. */
const PROCESSED: ReadonlySet<string> = new Set([
  EXTENSION.subjectKeyIdentifier,
  EXTENSION.authorityKeyIdentifier,
  EXTENSION.keyUsage,
  EXTENSION.subjectAltName,
  EXTENSION.basicConstraints,
  EXTENSION.nameConstraints,
  EXTENSION.certificatePolicies,
  EXTENSION.policyMappings,
  EXTENSION.policyConstraints,
  EXTENSION.inhibitAnyPolicy,
]);

/** What is said of a certificate's points is processed where its status is looked for. */
const isProcessed = (oid: string, { areCrlsAsked }: ValidationInputs): boolean =>
  PROCESSED.has(oid) || (areCrlsAsked && oid === EXTENSION.cRLDistributionPoints);

/**
 * State variables of RFC 5280 §6.1.2. They count what is left; the path is validated with the signatures and
 * names that `buildPaths` has verified.
 */
class PathState {
  readonly failures: PathFailure[] = [];
  readonly names = new ConstrainedNames();
  readonly policies = new PolicyGraph();
  readonly inputs: ValidationInputs;
  readonly effort: Effort;
  explicitPolicy: number;
  inhibitAnyPolicy: number;
  policyMapping: number;
  maxPathLength: number;
  /** Of the certificate in hand. */
  position = 0;

  constructor(inputs: ValidationInputs, length: number, effort: Effort) {
    this.inputs = inputs;
    this.effort = effort;
    this.explicitPolicy = inputs.explicitPolicy ? 0 : length + 1;
    this.inhibitAnyPolicy = inputs.inhibitAnyPolicy ? 0 : length + 1;
    this.policyMapping = inputs.inhibitPolicyMapping ? 0 : length + 1;
    this.maxPathLength = length;
  }

  fail(rule: PathRule, detail: string): void {
    this.failures.push({ rule, at: this.position, detail });
  }
}

/** §6.1.3 (a) (2): in force at the time. Revocation is judged apart. */
function checkValidity(state: PathState, { notBefore, notAfter }: X509Certificate): void {
  const { at } = state.inputs;
  if (at < notBefore) state.fail('validity', `not valid before ${notBefore.toISOString()}`);
  if (at > notAfter) state.fail('validity', `expired at ${notAfter.toISOString()}`);
}

const policiesOf = readOnce((certificate: X509Certificate) =>
  certificatePolicies(certificate).map(({ oid }) => oid),
);

/** §6.1.3 (b) to (f). */
function processCertificate(state: PathState, link: PathCertificate, isLast: boolean): void {
  const { certificate } = link;
  checkValidity(state, certificate);
  const areNamesExempt = isSelfIssued(link) && !isLast;
  if (!areNamesExempt && !state.names.permit(link, state.effort)) {
    state.fail('nameConstraints', 'a name is not permitted by a CA above');
  }
  const hasPolicies = certificate.extensions.has(EXTENSION.certificatePolicies);
  const policies = policiesOf(certificate);
  const isAnyAllowed = state.inhibitAnyPolicy > 0 || (!isLast && isSelfIssued(link));
  state.policies.narrow(hasPolicies ? policies : undefined, isAnyAllowed);
  if (state.explicitPolicy === 0 && state.policies.isNull) {
    state.fail('policies', 'a policy is required, and none is left');
  }
}

/** §6.1.4 (a) and (b). */
function processMappings(state: PathState, certificate: X509Certificate): void {
  const mappings = policyMappings(certificate);
  const hasAny = mappings.some(({ issuerDomain, subjectDomain }) =>
    [issuerDomain, subjectDomain].includes(ANY_POLICY),
  );
  if (hasAny) state.fail('policies', 'anyPolicy is mapped');
  state.policies.map(mappings, state.policyMapping > 0);
}

const atMost = (count: number, limit: number | undefined): number =>
  limit === undefined ? count : Math.min(count, limit);

const lessOne = (count: number): number => Math.max(count - 1, 0);

/** §6.1.4 (h) to (j). */
function processPolicyCounters(state: PathState, link: PathCertificate): void {
  if (!isSelfIssued(link)) {
    state.explicitPolicy = lessOne(state.explicitPolicy);
    state.policyMapping = lessOne(state.policyMapping);
    state.inhibitAnyPolicy = lessOne(state.inhibitAnyPolicy);
  }
  const constraints = policyConstraints(link.certificate);
  state.explicitPolicy = atMost(state.explicitPolicy, constraints?.requireExplicitPolicy);
  state.policyMapping = atMost(state.policyMapping, constraints?.inhibitPolicyMapping);
  state.inhibitAnyPolicy = atMost(state.inhibitAnyPolicy, inhibitAnyPolicy(link.certificate));
}

/** §6.1.4 (k) to (n): it may issue certificates. */
function checkAuthority(state: PathState, link: PathCertificate): void {
  const { certificate } = link;
  const constraints = basicConstraints(certificate);
  if (certificate.version !== 3 || constraints?.ca !== true) {
    state.fail('basicConstraints', 'it is not the certificate of a CA');
  }
  if (!isSelfIssued(link)) {
    if (state.maxPathLength === 0) state.fail('pathLength', 'more CAs below than permitted');
    state.maxPathLength = lessOne(state.maxPathLength);
  }
  state.maxPathLength = atMost(state.maxPathLength, constraints?.pathLength);
  if (keyUsageBits(certificate)?.includes(KEY_USAGE.keyCertSign) === false) {
    state.fail('keyUsage', 'its key may not sign certificates');
  }
}

/** §6.1.4 (o), §6.1.5 (f). What is known is read whole, so that nothing half read is believed. */
function checkExtensions(state: PathState, certificate: X509Certificate): void {
  for (const [oid, { critical }] of certificate.extensions) {
    if (critical && !isProcessed(oid, state.inputs)) {
      state.fail('criticalExtension', `${oid} is not processed`);
    }
  }
  readWhole(certificate);
}

const READERS: readonly ((certificate: X509Certificate) => unknown)[] = [
  subjectKeyIdentifier,
  authorityKeyIdentifier,
  keyUsageBits,
  basicConstraints,
  certificatePolicies,
  extendedKeyUsages,
  subjectAltNames,
  nameConstraints,
  policyMappings,
  policyConstraints,
  inhibitAnyPolicy,
];

const readWhole = readOnce((certificate: X509Certificate): void => {
  for (const read of READERS) read(certificate);
});

function prepareNext(state: PathState, link: PathCertificate): void {
  processMappings(state, link.certificate);
  const constraints = nameConstraints(link.certificate);
  if (constraints) state.names.add(constraints);
  processPolicyCounters(state, link);
  checkAuthority(state, link);
}

/** §6.1.5 (a), (b), (g). */
function wrapUp(state: PathState, certificate: X509Certificate): void {
  state.explicitPolicy = lessOne(state.explicitPolicy);
  if (policyConstraints(certificate)?.requireExplicitPolicy === 0) state.explicitPolicy = 0;
  const wanted = new Set(state.inputs.policies ?? [ANY_POLICY]);
  if (state.explicitPolicy === 0 && !state.policies.permits(wanted)) {
    state.fail('policies', 'none of the wanted policies is valid for the path');
  }
}

/** What a certificate says makes a rule fail; it ends nothing but the reading of that certificate. */
function guarded(state: PathState, process: () => void): void {
  try {
    process();
  } catch (error) {
    if (!(error instanceof MalformedDer)) throw error;
    state.fail('extensions', `an extension cannot be read: ${error.message}`);
  }
}

/**
 * An anchor is a name and a key (RFC 5280 §6.1.1 (d)). Given as a certificate it also says how long it is meant
 * to be one, and whether it is a CA: stricter than the RFC, both have to hold.
 */
function checkAnchor(state: PathState, { certificate }: PathCertificate): void {
  const { at } = state.inputs;
  if (at < certificate.notBefore || at > certificate.notAfter) {
    state.fail('anchor', `the anchor is in force until ${certificate.notAfter.toISOString()}`);
  }
  if (certificate.version === 3 && basicConstraints(certificate)?.ca !== true) {
    state.fail('anchor', 'the anchor is not the certificate of a CA');
  }
  if (keyUsageBits(certificate)?.includes(KEY_USAGE.keyCertSign) === false) {
    state.fail('anchor', 'the key of the anchor may not sign certificates');
  }
}

/**
 * Validates a path that `buildPaths` built (RFC 5280 §6.1): everything but names and signatures, which the building
 * verified, and revocation. All broken rules are named, not the first alone.
 *
 * @throws TooCostly
 */
export function validatePath(
  { anchor, certificates }: CertificationPath,
  inputs: ValidationInputs,
  effort: Effort,
): PathFailure[] {
  if (certificates.length > PATH_LENGTH_MAX) throw new RangeError('path is too long');
  const state = new PathState(inputs, certificates.length, effort);
  guarded(state, () => checkAnchor(state, anchor));
  for (const [i, link] of certificates.entries()) {
    const isLast = i === certificates.length - 1;
    state.position = i + 1;
    guarded(state, () => {
      processCertificate(state, link, isLast);
      if (isLast) wrapUp(state, link.certificate);
      else prepareNext(state, link);
      checkExtensions(state, link.certificate);
    });
  }
  return state.failures;
}
