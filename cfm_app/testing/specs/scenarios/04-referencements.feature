# language: fr
Fonctionnalité: Les référencements
  La question arrive chez la bonne personne, qui répond elle-même et ne lit que ce qu'il faut.

  Contexte:
    Étant donné l'équipe du bureau :
      | Mariam  | opératrice  |                        |       |
      | Ali     | responsable |                        |       |
      | Oumar   | point focal | Logistique             |       |
      | Falmata | point focal | Logistique             | Lac   |
      | Hassan  | point focal | Transferts monétaires  |       |
    Et que nous sommes le lundi 7 décembre 2026 à 9 h
    Et que Mariam enregistre l'appel de Zara Moussa :
      | canal                  | Ligne verte           |
      | catégorie              | Quantité de la ration |
      | lieu                   | Mamdi                 |
      | ce qui est dit         | Il manquait deux sacs. |
      | téléphone              | 66 12 34 56           |
      | rappeler la personne   | oui                   |
      | partager à l'intérieur | oui                   |
      | partager avec SECADEV  | oui                   |

  Scénario: Le point focal du lieu passe avant celui de tout le pays
    Quand Mariam réfère le cas : « Deux sacs manquants »
    Alors le référencement attend la réponse de Falmata
    Et Falmata trouve le référencement dans ses approbations
    Et Oumar ne trouve pas le référencement dans ses approbations

  Scénario: Un référencement parti au mauvais endroit revient et repart
    Quand Mariam réfère le cas à Hassan : « Deux sacs manquants »
    Et que Hassan renvoie le référencement sans dire pourquoi
    Alors le système refuse : « Dites pourquoi vous renvoyez le référencement. »
    Quand Hassan renvoie le référencement : « C'est la logistique, pas les transferts »
    Alors le référencement est à l'état « Renvoyé »
    Et Mariam a reçu l'avis « Le référencement … est maintenant : Renvoyé »
    Quand Mariam adresse le référencement renvoyé à Falmata
    Alors le référencement attend la réponse de Falmata
    Et Hassan ne trouve pas le référencement dans ses approbations
    Et Falmata a reçu l'avis « Le référencement … attend votre réponse »

  Scénario: Réadressé, un référencement attend une nouvelle réponse et repart avec son propre délai
    Quand Mariam réfère le cas à Hassan : « Deux sacs manquants »
    Alors le référencement est dû le lundi 21 décembre 2026 à 9 h
    Quand Hassan renvoie le référencement : « Pas les transferts »
    Et qu'arrive le mardi 22 décembre 2026 à 9 h
    Et que Mariam adresse le référencement renvoyé à Falmata
    Alors le référencement est dû le mardi 5 janvier 2027 à 9 h
    Et le référencement n'a pas encore de réponse

  Scénario: Le point focal est en congé, son intérimaire reçoit et répond
    Étant donné que Falmata est en congé et Hassan assure l'intérim
    Quand Mariam réfère le cas : « Deux sacs manquants »
    Alors le référencement attend la réponse de Hassan
    Quand Hassan répond au référencement : « Remis jeudi »
    Alors le référencement est à l'état « Terminé »

  Scénario: Parti en congé après l'envoi, l'intérimaire trouve ce qui attend
    Étant donné que Mariam réfère le cas : « Deux sacs manquants »
    Quand arrive le mardi 8 décembre 2026 à 8 h
    Et que Falmata est en congé et Hassan assure l'intérim
    Alors Hassan trouve le référencement dans ses approbations
    Quand Hassan accepte le référencement
    Et que Falmata revient de congé
    Alors Hassan ne trouve pas le référencement dans ses approbations
    Quand Hassan répond au référencement : « Remis jeudi »
    Alors le système refuse : « Référencement … est introuvable. »

  Scénario: À compétence égale, le moins chargé reçoit
    Étant donné l'équipe du bureau :
      | Brahim | point focal | Logistique | Lac |
    Et que 2 référencements attendent déjà la réponse de Brahim
    Et que 3 référencements attendent déjà la réponse de Falmata
    Quand Mariam réfère le cas : « Deux sacs manquants »
    Alors le référencement attend la réponse de Brahim

  Scénario: On ne répond pas à la place d'un autre, et on ne réécrit pas la question
    Étant donné que Mariam réfère le cas : « Deux sacs manquants »
    Quand Oumar répond au référencement : « Rien à signaler »
    Alors le système refuse : « Référencement … est introuvable. »
    Quand Falmata réécrit ce qui lui a été demandé : « Un sac manquant »
    Alors le système refuse : « Vous pouvez répondre à ce référencement ou le renvoyer, pas changer ce qui a été envoyé. »
    Quand Falmata répond au référencement : « Remis jeudi »
    Et que Falmata répond au référencement : « Nous ne savons rien »
    Alors le système refuse : « Quelqu'un d'autre a déjà répondu à ce référencement. »
    Et la réponse du référencement est « Remis jeudi »

  Scénario: Personne ne s'adresse un cas à soi-même
    Étant donné l'équipe du bureau :
      | Brahim | opérateur et point focal | Logistique | |
    Quand Brahim réfère le cas à Brahim : « Deux sacs manquants »
    Alors le système refuse : « Vous vous adresseriez à vous-même. Choisissez quelqu'un d'autre, ou faites-le et notez ce que vous avez fait. »

  Scénario: Le point focal transmet à un collègue compétent, pas à n'importe qui
    Étant donné que Mariam réfère le cas : « Deux sacs manquants »
    Quand Falmata transmet le référencement à Hassan : « Je pars en mission »
    Alors le système refuse : « … n'est pas compétent pour ce référencement. »
    Quand Falmata transmet le référencement à Oumar : « Je pars en mission »
    Alors le référencement attend la réponse de Oumar
    Et Oumar a reçu l'avis « Le référencement … attend votre réponse »
    Et Falmata ne trouve pas le référencement dans ses approbations

  Scénario: Le partenaire reçoit une lettre avec le résumé, et rien d'autre
    Étant donné que SECADEV reçoit ses courriers à l'adresse « cfm@secadev.example »
    Et que Mariam réfère le cas au partenaire SECADEV : « Deux sacs manquants au site de Bol »
    Alors aucun courriel n'est parti
    Quand Mariam envoie la lettre au partenaire par courriel
    Alors le système refuse : « Aucun courriel ne part encore de ce bureau. Imprimez la lettre et remettez-la. »
    Étant donné que le bureau a une adresse électronique d'où partent ses courriers
    Quand Mariam envoie la lettre au partenaire par courriel
    Alors « cfm@secadev.example » reçoit une lettre qui dit « Deux sacs manquants au site de Bol »
    Et la lettre ne nomme pas Zara Moussa

  Scénario: L'état d'un cas ne s'écrit pas à la main
    Quand Mariam écrit directement l'état « Clos » dans le cas
    Alors le système refuse : « Vous ne pouvez pas faire passer … de Enregistré à Clos. »
    Quand Ali supprime le cas
    Alors le système refuse : « Les cas sont conservés. Marquez le cas comme doublon ou clôturez-le. »
    Et le cas est à l'état « Enregistré »
