/**
 * @generated SignedSource<<546302986a546d5965a8568295b7ca0d>>
 * @lightSyntaxTransform
 */

/* eslint-disable */

'use strict';

var node = (function(){
var v0 = [
  {
    "alias": null,
    "args": null,
    "concreteType": "Viewer",
    "kind": "LinkedField",
    "name": "viewer",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "Person",
        "kind": "LinkedField",
        "name": "person",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "id",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "motto",
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": [],
    "kind": "Fragment",
    "metadata": null,
    "name": "documentsViewerQuery",
    "selections": (v0/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [],
    "kind": "Operation",
    "name": "documentsViewerQuery",
    "selections": (v0/*:: as any*/)
  },
  "params": {
    "cacheID": "4a11a69ee53e2b7348562eb13f837254",
    "id": null,
    "metadata": {},
    "name": "documentsViewerQuery",
    "operationKind": "query",
    "text": "query documentsViewerQuery {\n  viewer {\n    person {\n      id\n      motto\n    }\n  }\n}\n"
  }
};
})();

node.hash = "b31f9fd451e9ffed31abe2865671a367";

module.exports = node;
