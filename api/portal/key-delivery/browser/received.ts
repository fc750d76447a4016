import { fromBase64, utf8 } from '../../../../portal-client/octets.ts';
import { awaitIssued, type Issued } from './ask.ts';
import { readKept } from './kept.ts';
import { one, say } from './said.ts';

type Certificate = Issued['certificates'][number];

/** A file of this page's own making, for saving. */
function offer(link: HTMLAnchorElement, name: string, content: Blob): void {
  link.href = URL.createObjectURL(content);
  link.download = name;
}

function show(part: HTMLElement, { order, der, pem }: Certificate): void {
  const { content } = one<HTMLTemplateElement>(part, 'template');
  const line = document.importNode(content, true);
  const title = part.querySelector('h2')?.textContent ?? '';
  one(line, 'strong').textContent = `${title} ${order}`;
  const type = 'application/pkix-cert';
  offer(one(line, '[data-form="cer"]'), `${order}.cer`, new Blob([fromBase64(der)], { type }));
  offer(one(line, '[data-form="pem"]'), `${order}.pem`, new Blob([utf8(pem)]));
  part.append(line);
}

/** Waits for the certificates, and offers them where this browser redeemed the code. */
export async function startReceived(part: HTMLElement): Promise<void> {
  const { application = '', received } = part.dataset;
  const kept = await readKept(application);
  if (!kept?.redeemed) return;
  if (received === 'issued') say(part, 'loading');
  const issued = await awaitIssued(application, kept.redeemed);
  if (received !== 'issued' || issued.certificates.length === 0) {
    // The page says by itself where the application stands now.
    if (received !== 'issued') location.reload();
    else say(part, 'elsewhere');
    return;
  }
  say(part, kept.keys ? 'here' : 'own');
  for (const certificate of issued.certificates) show(part, certificate);
}
