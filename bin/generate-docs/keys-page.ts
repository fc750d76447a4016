import { keyDefects } from '../../domain/key-delivery/key-defects.ts';
import { code, page, table } from './markdown.ts';

const INTRODUCTION = `# Keys of applicants

For portals whose key was refused, and for staff who are asked why. Generated from \`domain/key-delivery/key-defects.ts\`.

A key is certified if it is RSA of 2048, 3072 or 4096 bits with e = 65537, or a point of P-256 or P-384, in canonical DER
(SubjectPublicKeyInfo), without any of the defects below. The portal API judges it before anybody signs and again when the application
arrives; the office-worker and the room take the fact \`keyParameters\` from the evidence anew, each by itself, and the rule
[\`key.strength\`](rules.md#keystrength) decides by it. A problem document about keys has the member \`keys\`: \`[{"order": 1, "defect": "roca"}]\`.
Codes are stable: they may be added, never changed.`;

const DEFECTS = Object.entries(keyDefects).map(([defect, { parameters, ja, en }]) => [
  code(defect),
  code(parameters),
  ja,
  en,
]);

const CHECKS = `## What is looked at

- Factors: division by every prime below 752 (NIST SP 800-89 §5.3.3), the fingerprint of the Infineon library by the primes up to 167
  (a sound key has it with a chance of about 2^-27), and 100 rounds of Fermat's method. CA/Browser Forum BR §6.1.1.3 asks for the last two.
- Points: on the curve, and not the identity; the cofactor of both curves is 1, so no point has a small order. A private key of 1 or −1 is
  refused by its point.
- Keys that cannot be told by looking at them, those of CVE-2008-0166 and those that were reported as compromised among them: each side has a
  [register of refused keys](operations/refused-keys.md), and a key in it is \`keySeen = compromised\`. A key that came with another person's
  case is \`otherPerson\`, with another case of the same person \`samePerson\`; the office knows every key that ever came in, the room every
  key that it ever certified, each written in the transaction of receipt and of intent. Rule: [\`key.unseen\`](rules.md#keyunseen).
- Not looked at: factors that two keys share (a batch gcd over all keys), and primes that are far apart yet guessable.

\`npm run --silent bench -- keys\` says what that takes for a key against one \`crypto.verify\` of RSA-2048.`;

/** The page on keys of applicants and their defects. */
export const keysPage = (): string =>
  page(
    INTRODUCTION,
    '## Defects',
    table(['code', '`keyParameters`', '申込者と担当者に示す文', 'in English'], DEFECTS),
    CHECKS,
  );
