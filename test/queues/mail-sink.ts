import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as a server took it. */
export interface TakenMail {
  readonly to: readonly string[];
  readonly raw: string;
  /** The text part, decoded. */
  readonly text: string;
}

/** A real mail server that delivers to nobody. */
export interface MailSink {
  readonly url: string;
  readonly taken: TakenMail[];
  /** What it answers to an address: undefined takes it. */
  refuse: (address: string) => { readonly code: number } | undefined;
  readonly close: () => Promise<void>;
}

function textOf(raw: string): string {
  const [head = '', body = ''] = raw.split(/\r?\n\r?\n(.*)/s);
  const isBase64 = /^content-transfer-encoding: base64/im.test(head);
  return isBase64 ? Buffer.from(body, 'base64').toString() : body;
}

/** Opens one on this machine, without TLS. */
export async function openMailSink(): Promise<MailSink> {
  const taken: TakenMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo({ address }, _session, done) {
      const refusal = sink.refuse(address);
      if (!refusal) return done();
      return done(Object.assign(new Error('not here'), { responseCode: refusal.code }));
    },
    onData(stream, { envelope }, done) {
      let raw = '';
      stream.on('data', (part) => (raw += part));
      stream.on('end', () => {
        taken.push({ to: envelope.rcptTo.map(({ address }) => address), raw, text: textOf(raw) });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const sink: MailSink = {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    taken,
    refuse: () => undefined,
    close: () => new Promise((done) => server.close(() => done())),
  };
  return sink;
}
