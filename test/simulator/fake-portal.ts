import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';

import { Hono } from 'hono';

import { judgeContainer } from '../../adapters/jpki/judge-signature.ts';
import { readSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import type { Submission, TextRequest } from '../../simulator/portal-client.ts';

/** The octets a proof covers, written down once more from the specification of the proof. */
export const proofOctets = (parts: {
  applicationId: string;
  order: number;
  nonce: string;
  textSha256: string;
  spkiSha256: string;
}): string =>
  `toroku-pop/1\n${parts.applicationId}\n${parts.order}\n${parts.nonce}\n` +
  `${parts.textSha256}\n${parts.spkiSha256}\n`;

const sha256 = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex');

const told = { ja: '受け付けました。', en: 'Received.' };

/** Answers as the portal API does, checks what the client signs, and issues at the third look. */
export class FakePortal {
  readonly token = 'portal-token';
  readonly requests: TextRequest[] = [];
  readonly submissions: Submission[] = [];
  readonly #texts = new Map<string, { text: string; nonce: string }>();
  #looks = 0;

  get app(): Hono {
    return new Hono()
      .use(async (c, next) => {
        if (c.req.header('authorization') === `Bearer ${this.token}`) return next();
        return c.json({ type: 'authentication-required', status: 401 }, 401);
      })
      .post('/application-texts', async (c) => {
        const request: TextRequest = await c.req.json();
        this.requests.push(request);
        const nonce = randomBytes(16).toString('hex');
        const text = `電子証明書利用申込書\n証明書に記載する氏名：${request.name}\n乱数：${nonce}\n`;
        this.#texts.set(request.applicationId, { text, nonce });
        const { applicationId } = request;
        const expiresAt = '2099-01-01T00:00:00+09:00';
        const textSha256 = sha256(Buffer.from(text));
        return c.json({ applicationId, text, textSha256, nonce, expiresAt }, 201);
      })
      .put('/certificate-applications/:id', async (c) => {
        const submission: Submission = await c.req.json();
        const problem = this.#judge(c.req.param('id'), submission);
        if (problem !== undefined) return c.json({ type: problem, status: 422 }, 422);
        this.submissions.push(submission);
        return c.json(this.#status(c.req.param('id')), 201);
      })
      .get('/certificate-applications/:id', (c) => c.json(this.#status(c.req.param('id'))))
      .get('/certificate-applications/:id/:file{.+}', (c) => c.body(c.req.param('file')));
  }

  #status(applicationId: string) {
    this.#looks += 1;
    const state = this.#looks < 3 ? 'checking' : 'issued';
    return { applicationId, state, told, certificates: [] };
  }

  #judge(applicationId: string, submission: Submission): string | undefined {
    const handedOut = this.#texts.get(applicationId);
    if (!handedOut) return 'signed-text-unknown';
    const text = Buffer.from(handedOut.text);
    const container = readSignatureContainer(Buffer.from(submission.signatureContainer, 'base64'));
    if (judgeContainer(container, text) !== 'valid') return 'signed-text-mismatch';
    const areProven = (submission.proofsOfPossession ?? []).every(({ order, spki, signature }) => {
      const der = Buffer.from(spki, 'base64');
      const octets = proofOctets({
        applicationId,
        order,
        nonce: handedOut.nonce,
        textSha256: sha256(text),
        spkiSha256: sha256(der),
      });
      const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
      return verify('sha256', Buffer.from(octets), key, Buffer.from(signature, 'base64'));
    });
    return areProven ? undefined : 'csr-signature-invalid';
  }
}
