import { randomBytes } from 'node:crypto';
import { buildOcspRequest } from '../../adapters/jlis/ocsp-request.ts';
import { extractJpkiFacts, type JlisEvidence } from '../../adapters/jpki/extract-facts.ts';
import { findIssuer } from '../../adapters/jpki/jpki-chain.ts';
import { tryReadSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import { readCertificate, type X509Certificate } from '../../adapters/x509/certificate.ts';
import { printSignedText } from '../../domain/application/signed-text.ts';
import { decide, type Verdict } from '../../domain/decision/decide.ts';
import { ruleSet202612 } from '../../domain/decision/rules/2026-12.ts';
import type { Card } from '../../simulator/card.ts';
import type { Jlis } from '../../simulator/jlis.ts';
import { ResponderSilent } from '../../simulator/ocsp-responder.ts';
import { proofOf, textOf } from '../adapters/jpki/evidence-fixture.ts';
import { withOfficeFacts } from '../adapters/jpki/extracted-facts.ts';

const MINUTE_MS = 60_000;
const JST_MS = 9 * 60 * MINUTE_MS;

/** A time as a text writes it. */
const inJapan = (at: Date): string =>
  `${new Date(at.getTime() + JST_MS).toISOString().slice(0, 19)}+09:00`;

/** Asks J-LIS about the certificate, if a pinned CA issued it, as the office does. */
async function asked(
  jlis: Jlis,
  certificate: X509Certificate,
  receivedAt: Date,
): Promise<JlisEvidence | undefined> {
  const issuer = findIssuer(certificate, jlis.anchors.map(readCertificate));
  if (!issuer) return undefined;
  const request = buildOcspRequest({ certificate, issuer, nonce: randomBytes(32) });
  try {
    return { request, answer: await jlis.answerOcsp(request), receivedAt };
  } catch (error) {
    if (error instanceof ResponderSilent) return undefined;
    throw error;
  }
}

/** What the rules say of an application with the card, when nothing else about it is special. */
export async function judgedCard(jlis: Jlis, card: Card, now: Date): Promise<Verdict> {
  const { person } = card;
  const before = (minutes: number): Date => new Date(now.getTime() - minutes * MINUTE_MS);
  const text = textOf({
    name: person.writtenName,
    substitutes: person.nameSubstitutes.includes('1') ? 'signedConsent' : 'none',
    createdAt: inJapan(before(10)),
    expiresAt: inJapan(before(-50)),
  });
  const textOctets = Buffer.from(printSignedText(text));
  const signatureContainer = card.sign(textOctets);
  const signer = tryReadSignatureContainer(signatureContainer)?.signer;
  const answered = signer && (await asked(jlis, signer, now));
  const facts = extractJpkiFacts({
    textOctets,
    text,
    signatureContainer,
    proofs: [proofOf(text)],
    receivedAt: before(5),
    now,
    anchors: jlis.anchors.map(readCertificate),
    jlisAnswerMaxSkewSeconds: 300,
    ...(answered ? { jlis: answered } : {}),
  });
  return decide(withOfficeFacts(facts), ruleSet202612);
}
