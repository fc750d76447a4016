import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';

/** A mail to one person. */
export interface Mail {
  /** The same each time it is sent, so that who gets it twice may know: its Message-ID comes of it. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** How a mail went: handed over, or why not, as a code without anything of the address or of what the server said. */
export type MailOutcome =
  | { readonly isHandedOver: true }
  | { readonly isHandedOver: false; readonly failure: string; readonly isFinal: boolean };

/** A way to send mail. Never throws. */
export interface Mailer {
  send(mail: Mail): Promise<MailOutcome>;
  close(): void;
}

/** A mail server (RFC 5321). */
export interface SmtpOptions {
  /** `smtps://host:port`, or `smtp://` where TLS is asked for by STARTTLS. */
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Whether nothing goes out in clear (RFC 3207); false only beside the server in development and tests. */
  readonly isTlsRequired: boolean;
  readonly from: string;
  readonly timeoutMs: number;
}

const domainOf = (from: string): string => /@([^@>\s]+)>?\s*$/.exec(from)?.[1] ?? 'toroku.invalid';

/** Text alone, and nothing that is fetched from anywhere. */
const optionsOf = (from: string, { id, to, subject, text }: Mail): SendMailOptions => ({
  from,
  to: { name: '', address: to },
  subject,
  text,
  textEncoding: 'base64',
  messageId: `<${id}@${domainOf(from)}>`,
  // No machine answers it (RFC 3834).
  headers: { 'Auto-Submitted': 'auto-generated' },
  disableFileAccess: true,
  disableUrlAccess: true,
});

interface SmtpFailure {
  readonly responseCode?: number;
  readonly code?: string;
}

/** An answer of 500 and more is final (RFC 5321 §4.2.1): the same mail will not be taken later either. */
function failureOf(error: unknown): MailOutcome {
  const { responseCode, code } = error as SmtpFailure;
  if (code === 'EAUTH') return { isHandedOver: false, failure: 'notLetIn', isFinal: false };
  if (responseCode === undefined) {
    return { isHandedOver: false, failure: 'noConnection', isFinal: false };
  }
  return { isHandedOver: false, failure: `answered${responseCode}`, isFinal: responseCode >= 500 };
}

/** Sends by a mail server, over a few connections that stay open. */
export function openSmtpMailer(options: SmtpOptions): Mailer {
  const { url, user, password, isTlsRequired, from, timeoutMs } = options;
  const { hostname, port, protocol } = new URL(url);
  const isSecure = protocol === 'smtps:';
  const transport = createTransport({
    pool: true,
    maxConnections: 4,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (isSecure ? 465 : 587),
    secure: isSecure,
    requireTLS: isTlsRequired && !isSecure,
    ignoreTLS: !isTlsRequired && !isSecure,
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    logger: false,
  });
  return {
    async send(mail) {
      try {
        await transport.sendMail(optionsOf(from, mail));
        return { isHandedOver: true };
      } catch (error) {
        return failureOf(error);
      }
    },
    close: () => transport.close(),
  };
}

/** Puts mails into a folder, one file each, for development: nothing leaves the machine. */
export function openFolderMailer({
  folder,
  from,
}: {
  readonly folder: string;
  readonly from: string;
}): Mailer {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  return {
    async send(mail) {
      const { message } = await transport.sendMail(optionsOf(from, mail));
      writeFileSync(join(folder, `${mail.id}.eml`), message as Buffer, { mode: 0o600 });
      return { isHandedOver: true };
    },
    close: () => transport.close(),
  };
}
