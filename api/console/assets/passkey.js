// Passkeys. A form with data-passkey is completed by the browser's prompt: what to ask for stands in data-request or
// comes from the address in data-options, the answer goes into the field `credential`, and then the form is sent like
// any other.

const reasonOf = (error) =>
  ({
    NotAllowedError: 'cancelled',
    AbortError: 'cancelled',
    InvalidStateError: 'known',
    SecurityError: 'place',
    Place: 'place',
    NotSupportedError: 'unsupported',
    Refused: 'refused',
    Busy: 'busy',
    Unsupported: 'unsupported',
  })[error?.name] ?? 'unreachable';

const failure = (name) => Object.assign(new Error(name), { name });

function say(form, name) {
  const sentences = [...form.querySelectorAll('[data-said]')];
  for (const each of sentences) each.hidden = each.dataset.said !== name;
  return sentences.find((each) => !each.hidden);
}

const canDo = (does) =>
  typeof PublicKeyCredential === 'function' &&
  typeof (does === 'create'
    ? PublicKeyCredential.parseCreationOptionsFromJSON
    : PublicKeyCredential.parseRequestOptionsFromJSON) === 'function';

async function optionsOf(form) {
  const { request } = form.dataset;
  if (request !== undefined) return JSON.parse(request);
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.dataset.options, { method: 'POST', body });
  // A session that has ended leads to the door.
  if (answer.ok && !answer.redirected) return answer.json();
  throw failure(answer.status === 429 ? 'Busy' : 'Refused');
}

async function credentialOf(form) {
  const does = form.dataset.passkey;
  // No browser makes passkeys for an address of digits.
  if (/^[\d.]+$|^\[/.test(location.hostname)) throw failure('Place');
  if (!canDo(does)) throw failure('Unsupported');
  const options = await optionsOf(form);
  return does === 'create'
    ? navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
      })
    : navigator.credentials.get({
        publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
      });
}

async function complete(form) {
  // A second press would close the prompt, or sign again what is under way.
  if (form.dataset.busy !== undefined) return;
  form.dataset.busy = '';
  say(form, 'prompting');
  try {
    const credential = await credentialOf(form);
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    delete form.dataset.busy;
    // Whoever looks at the button reads here why nothing was sent.
    say(form, reasonOf(error))?.focus();
  }
}

addEventListener('submit', (event) => {
  if (!event.target.matches('form[data-passkey]')) return;
  // In development the server signs with a passkey in software.
  if (event.submitter?.name === 'software') return;
  event.preventDefault();
  void complete(event.target);
});

// Gone back to: an answer is good once.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.elements.credential.value = '';
    delete form.dataset.busy;
    say(form, '');
  }
});
