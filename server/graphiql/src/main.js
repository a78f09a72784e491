import './workers.js';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './page.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { showPeople, withPerson } from './people.js';

const endpoint = new URL('/graphql', location.href);
const socket = new URL('/graphql', location.href);
socket.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';

// The headers editor is sent as headers with a query, and as the payload of
// connection_init with a subscription: a browser sets no headers on a socket.
const fetcher = withPerson(createGraphiQLFetcher({
  url: endpoint.href,
  subscriptionUrl: socket.href,
  enableIncrementalDelivery: false,
}));

await showPeople();

// What a first visitor finds; the server has it from graphiql/examples.
const { tabs, headers } = await (await fetch('examples.json')).json();

createRoot(document.getElementById('graphiql')).render(
  createElement(GraphiQL, {
    fetcher,
    defaultTabs: tabs,
    defaultHeaders: headers,
    defaultQuery: '',
    defaultEditorToolsVisibility: true,
    shouldPersistHeaders: true,
  }),
);
