// Questions to the server. A failure carries what the screen should say about it.

export class Failure extends Error {
  // `kind`: wrong (the question), withheld (the reader's role), missing, away (ask again later)
  constructor(path, kind) {
    super(path);
    this.kind = kind;
  }
}

const KINDS = { 400: 'wrong', 403: 'withheld', 404: 'missing' };

export async function ask(path) {
  const answer = await fetch(path, { headers: { Accept: 'application/json' } }).catch(() => null);
  if (answer === null) throw new Failure(path, 'away');
  if (answer.status === 401) {
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    return new Promise(() => {}); // the page is being left
  }
  if (!answer.ok) throw new Failure(path, KINDS[answer.status] ?? 'away');
  return answer.json();
}

// Null where nobody signs in here, or where that cannot be told now: the page is read all the same.
export async function askReader() {
  try {
    return await ask('/api/me');
  } catch (failure) {
    if (failure instanceof Failure) return null;
    throw failure;
  }
}
