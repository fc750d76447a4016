import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { proofsOctets } from '../../../adapters/jpki/proof-evidence.ts';
import { children, expectTag, readExactly } from '../../../adapters/x509/der-reader.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { createApplicant } from '../../../simulator/applicant.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';
import type { InstructedOrderRequest as OrderRequest } from '../../bench/instructed-cases.ts';
import { askJlis, makeCase, proofsFor } from './drafted-case.ts';
import {
  altered,
  alteredWithItsFacts,
  filed,
  HASH,
  lie,
  ofPersona,
  rewritten,
  withEvidence,
  withFacts,
  type Lie,
  type LieDesk,
} from './lie.ts';

const flipped = (octets: Buffer, at: number): Buffer => {
  const copy = Buffer.from(octets);
  copy.writeUInt8((copy.at(at) ?? 0) ^ 1, at < 0 ? copy.length + at : at);
  return copy;
};

const ORDERS_FOR_LONGER = [{ certificateType: 'basic', validityMonths: 36 }] as const;

/** An OCSP request with nothing but its list of certificates. */
const withoutExtensions = (request: Buffer): Buffer => {
  const [tbs] = children(readExactly(request, 0x30));
  const [list] = children(expectTag(tbs, 0x30));
  return der.seq(der.seq(list?.octets ?? Buffer.alloc(0)));
};

/** Removes the files with the keys of a chain, as the end of its retention does. */
const destroyChain = ({ evidenceDir }: LieDesk, { chainId }: OrderRequest): void => {
  const dir = join(evidenceDir, 'chains', chainId.slice(-2));
  for (const name of readdirSync(dir)) if (name.startsWith(chainId)) rmSync(join(dir, name));
};

/** Evidence that is not what the case had. */
export const EVIDENCE_LIES: Readonly<Record<string, Lie>> = {
  'a signed text that was altered': lie(
    'factsDiffer',
    'requestedValidityMonths',
    altered(({ text }) => ({ signedText: rewritten(text, { orders: [...ORDERS_FOR_LONGER] }) })),
  ),
  'a signed text that was altered where no fact shows it': lie(
    'factsDiffer',
    /signature|proof/,
    altered(({ text }) => ({ signedText: rewritten(text, { nonce: 'ab'.repeat(16) }) })),
  ),
  'an altered text, and facts to match': lie(
    'keyRefused',
    /signature/,
    alteredWithItsFacts(({ text }) => ({
      signedText: rewritten(text, { nonce: 'ab'.repeat(16) }),
    })),
  ),
  'octets that are no text of the grammar': lie(
    'evidenceHash',
    'text',
    altered(({ octets }) => ({ signedText: Buffer.concat([octets.signedText, Buffer.from(' ')]) })),
  ),
  'a CMS with one bit of the signature altered': lie(
    'factsDiffer',
    'signature',
    altered(({ octets }) => ({ signatureContainer: flipped(octets.signatureContainer, -1) })),
  ),
  'an altered CMS, and facts to match': lie(
    'outcomeNotHolding',
    /signature/,
    alteredWithItsFacts(({ octets }) => ({
      signatureContainer: flipped(octets.signatureContainer, -1),
    })),
  ),
  'the same text signed with another person’s card': lie(
    'factsDiffer',
    /.*/,
    altered(async ({ octets }, desk) => ({
      signatureContainer: (await desk.jlis.issueCard('ordinary')).sign(octets.signedText),
    })),
  ),
  'a card of the impostor’s authority': lie('outcomeNotHolding', /chain/, ofPersona('impostor')),
  'a card of the impostor’s authority, called trusted': lie(
    'factsDiffer',
    'jpkiChain',
    ofPersona('impostor', { jpkiChain: 'trusted', jlisAnswer: 'verified', jlisStatus: 'good' }),
  ),
  'another person’s proof of possession': lie(
    'factsDiffer',
    /.*/,
    altered(async ({ text }) => ({
      proofOfPossession: proofsOctets(proofsFor(await createApplicant(), text)),
    })),
  ),
  'a proof of possession made for another application': lie(
    'factsDiffer',
    'proofOfPossession',
    altered(({ applicant, text }) => ({
      proofOfPossession: proofsOctets(proofsFor(applicant, { ...text, applicationId: uuidV7() })),
    })),
  ),
  'no proof of possession at all': lie(
    'factsDiffer',
    'keyReceived',
    altered(() => ({ proofOfPossession: proofsOctets([]) })),
  ),

  'a revoked card, called good': lie(
    'factsDiffer',
    'jlisStatus',
    ofPersona('stolen', {
      jlisStatus: 'good',
      jlisRevocationReason: 'notRevoked',
      jlisRevocationTiming: 'notRevoked',
    }),
  ),
  'a revoked card': lie('outcomeNotHolding', /jlis/, ofPersona('stolen')),
  'an unknown card': lie('outcomeNotHolding', /jlis/, ofPersona('unknownStatus')),
  'a J-LIS answer older than 24 hours': lie('jlisTooOld', /jlis\.fresh/, ofPersona('stale')),
  'a J-LIS answer older than 24 hours, said to be of this minute': lie(
    'jlisTooOld',
    /jlis\.fresh/,
    ofPersona('stale', { jlisAnswerAgeMinutes: 0 }),
  ),
  'a J-LIS answer for another certificate': lie(
    'factsDiffer',
    'jlisAnswer',
    altered(async (_, desk) => askJlis(desk, await desk.jlis.issueCard('ordinary'))),
  ),
  'a J-LIS answer that was altered': lie(
    'factsDiffer',
    'jlisAnswer',
    altered(({ octets }) => ({ jlisAnswer: flipped(octets.jlisAnswer, -1) })),
  ),
  'a J-LIS answer to another request': lie(
    'factsDiffer',
    'jlisAnswer',
    altered(async ({ card }, desk) => ({ jlisRequest: (await askJlis(desk, card)).jlisRequest })),
  ),
  'a J-LIS answer to a question with a nonce that could be guessed': lie(
    'evidenceHash',
    'jlisNonce',
    alteredWithItsFacts(({ card }, desk) => askJlis(desk, card, randomBytes(15))),
  ),
  'a J-LIS answer to a question without a nonce': lie(
    'evidenceHash',
    'jlisNonce',
    alteredWithItsFacts(async ({ card }, desk) => {
      const jlisRequest = withoutExtensions((await askJlis(desk, card)).jlisRequest);
      return { jlisRequest, jlisAnswer: await desk.jlis.answerOcsp(jlisRequest) };
    }),
  ),
  'a revocation list in place of an answer': lie(
    'factsDiffer',
    'jlisMethod',
    withFacts(() => ({ jlisMethod: 'crl' })),
  ),
  'a J-LIS answer signed by a stranger': lie(
    'factsDiffer',
    'jlisAnswer',
    ofPersona('foreignResponder', { jlisAnswer: 'verified', jlisStatus: 'good' }),
  ),
  'a name that is another person’s, called identical': lie(
    'factsDiffer',
    'nameMatch',
    ofPersona('nameDiffers', { nameMatch: 'identical', nameExplanations: [] }),
  ),
  'a minor, called an adult': lie(
    'outcomeNotHolding',
    /.*/,
    ofPersona('minor', { ageBand: 'adult' }),
  ),
  'keys of the chain that were destroyed': lie('evidenceMissing', /./, async (desk) => {
    const request = await makeCase(desk);
    destroyChain(desk, request);
    return request;
  }),
  ...Object.fromEntries(
    (
      [
        'signedText',
        'signatureContainer',
        'proofOfPossession',
        'jlisRequest',
        'jlisAnswer',
        'facts',
      ] as const
    ).flatMap((kind) => [
      [`no ${kind} among the evidence`, lie('evidenceMissing', /./, filed({ lost: [kind] }))],
      [
        `a ${kind} that the case does not have`,
        lie(
          kind === 'facts' || kind === 'signedText' ? 'dossierDiffers' : 'evidenceMissing',
          /.*/,
          withEvidence({ [kind]: HASH }),
        ),
      ],
    ]),
  ),
};
