import { afterAll, describe, expect, it } from 'vitest';
import {
  type CertificateInput,
  judgeCertificate,
} from '../../../../adapters/x509/judge-certificate.ts';
import { withOctet } from '../fixture.ts';
import { outsideVectors } from '../outside-vectors.ts';
import { Pkits, type PkitsCase } from './pkits.ts';

const folder = outsideVectors('pkits');

/** What does not apply, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  '4.1.4': 'DSA with SHA-1 is not accepted: a valid path is judged invalid',
  '4.1.5': 'DSA with inherited parameters: as 4.1.4',
  '4.1.6': 'DSA: judged invalid as it should be, but not for the reason of the test',
};

/** By which rule the invalid paths of a section have to fail: any failure would not be the right one. */
const RULES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^4\.(1|3)\./, ['path']],
  [/^4\.2\./, ['validity']],
  [/^4\.4\./, ['revocation']],
  [/^4\.5\.8$/, ['basicConstraints']],
  [/^4\.5\./, ['revocation']],
  [/^4\.6\.[1-4]$/, ['basicConstraints']],
  [/^4\.6\./, ['pathLength']],
  [/^4\.7\.[12]$/, ['keyUsage']],
  [/^4\.7\./, ['revocation']],
  [/^4\.(8|9|10|11|12)\./, ['policies']],
  [/^4\.13\./, ['nameConstraints']],
  [/^4\.1[45]\./, ['revocation']],
  [/^4\.16\./, ['criticalExtension']],
];

function inputOf(suite: Pkits, one: PkitsCase): CertificateInput {
  const [anchor = '', ...chain] = one.certs;
  const target = chain.pop() ?? '';
  return {
    certificate: suite.certificate(target),
    trust: [suite.certificate(anchor)],
    // Backwards: the order of intermediates does not count.
    chain: chain.map((name) => suite.certificate(name)).toReversed(),
    crls: one.crls.map((name) => suite.crl(name)),
    at: suite.at,
    policies: suite.policies(one),
    explicitPolicy: one.initialExplicitPolicy,
    inhibitPolicyMapping: one.initialPolicyMappingInhibit,
    inhibitAnyPolicy: one.initialInhibitAnyPolicy,
  };
}

/** The octets with the last bit of the last octet, which is of the signature, turned. */
const withSignatureBitTurned = (octets: Buffer): Buffer => withOctet(octets, octets.length - 1, 1);

describe.runIf(folder)('judgeCertificate with NIST PKITS', () => {
  const suite = folder === undefined ? undefined : new Pkits(folder);
  const cases = suite?.cases ?? [];
  const applicable = cases.filter(({ test }) => !(test in LEFT_OUT));
  let passed = 0;

  afterAll(() => {
    const left = cases.filter(({ test }) => test in LEFT_OUT);
    console.log(`PKITS: ${passed} of ${cases.length} passed, ${left.length} left out`);
    for (const { test, title } of left) console.log(`  ${test} ${title}: ${LEFT_OUT[test]}`);
  });

  it.each(applicable.map((one) => [one.test, one.title, one] as const))(
    'judges %s %s as the suite does',
    (test, _, one) => {
      if (suite === undefined) throw new Error('no suite');
      const { verdict, findings } = judgeCertificate(inputOf(suite, one));
      expect({ verdict, findings }).toMatchObject({ verdict: one.valid ? 'valid' : 'invalid' });
      if (!one.valid) {
        const rules = RULES.find(([section]) => section.test(test))?.[1];
        const broken = findings.filter(
          ({ outcome }) => outcome !== 'holds' && outcome !== 'notChecked',
        );
        expect(rules).toContain(broken[0]?.rule);
      }
      passed += 1;
    },
  );

  it('finds each path invalid that was valid, once a bit of a signature in it is turned', () => {
    if (suite === undefined) throw new Error('no suite');
    let turned = 0;
    for (const one of applicable.filter(({ valid }) => valid)) {
      const input = inputOf(suite, one);
      const chain = input.chain ?? [];
      const isValid = (more: object) => judgeCertificate({ ...input, ...more }).verdict === 'valid';
      const certificate = withSignatureBitTurned(input.certificate);
      expect(isValid({ certificate }), `${one.test} leaf`).toBe(false);
      // All at once: one of them alone may not be needed, where the path has a way around it.
      const broken = chain.map(withSignatureBitTurned);
      if (chain.length > 0) expect(isValid({ chain: broken }), `${one.test} chain`).toBe(false);
      const crls = input.crls?.map(withSignatureBitTurned);
      expect(isValid({ crls }), `${one.test} CRLs`).toBe(false);
      turned += 1;
    }
    expect(turned).toBeGreaterThan(90);
  }, 30_000);

  it('knows all 249 cases, and leaves out no more than those of the table', () => {
    expect(cases.length).toBe(249);
    expect(applicable.length).toBe(246);
    expect(passed).toBe(246);
  });
});
